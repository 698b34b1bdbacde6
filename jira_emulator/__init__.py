"""A Jira that runs on your machine: many sites in one process, over real HTTP, written from Atlassian's
documents.
"""
