"""How an empty database gets the current schema in tests: by the migrations, as a release does."""

from app.storage.schema import upgrade


def upgrade_schema(database_url: str) -> None:
    """Runs every migration."""
    upgrade(database_url)
