"""Rate limits as Jira Cloud has them: points an hour for apps, calls a second, writes to one issue.

Source: Atlassian's documentation, "Rate limiting" (the guide of 20 October 2026).
"""
