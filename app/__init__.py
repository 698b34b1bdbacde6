"""Backbone Issue Sync: keeps the issues of two Jira projects in step."""
