"""Sites on disk (`--state`): an SQLite file of JSON documents, so that a demo survives a restart."""
