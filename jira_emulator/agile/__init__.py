"""Boards, sprints, epics and ranks: what Jira Software adds to Jira."""
