"""Where everything is kept: PostgreSQL tables, the repositories of `app.sync.ports`, migrations, encrypted secrets."""
