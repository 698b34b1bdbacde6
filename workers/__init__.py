"""RQ's side: jobs take an id and call a use case; nothing is decided here."""
