"""The use cases, one verb per module. They see Jira, the database and the queue only through `ports`."""
