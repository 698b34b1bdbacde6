"""The only code that speaks Jira's REST API."""
