"""A database for many tests: emptying one is ten times as fast as making one."""

from sqlalchemy import Engine, inspect, text


def empty(engine: Engine) -> None:
    """Deletes all rows of all tables, but for which migrations have been run."""
    with engine.begin() as connection:
        tables = [f'"{name}"' for name in inspect(connection).get_table_names() if name != "alembic_version"]
        connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
