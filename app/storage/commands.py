"""What an operator does to the stored secrets: `flask --app app secrets …`."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from app.errors import BackboneError
from app.storage.database import db, transaction
from app.storage.secrets import rotate

secrets = AppGroup("secrets", help="The secrets that are kept encrypted in the database.")


def init_app(app: Flask) -> None:
    app.cli.add_command(secrets)


@secrets.command("rotate")
def rotate_secrets() -> None:
    """Encrypt every stored secret again, under the first of BACKBONE_SECRET_KEYS."""
    try:
        with transaction(db.engine) as connection:
            count = rotate(connection, db.metadata)
    except BackboneError as error:
        raise click.ClickException(error.sentence) from None
    click.echo(f"{count} secrets are encrypted under the first key now.")
