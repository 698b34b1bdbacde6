"""What all tables have in common: one metadata, with names for constraints that don't depend on the database."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, Identity, MetaData
from sqlalchemy.orm import DeclarativeBase, mapped_column

from app.storage.columns import TYPE_BY_ANNOTATION

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(DeclarativeBase):
    """Rows are only described here; statements are written in the repositories and run on a plain connection."""

    metadata = METADATA
    type_annotation_map = TYPE_BY_ANNOTATION


Id = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]

Count = Annotated[int, mapped_column(BigInteger, server_default="0")]

OfSynchronization = Annotated[int, mapped_column(BigInteger, ForeignKey("synchronizations.id", ondelete="CASCADE"))]

OfPair = Annotated[int, mapped_column(BigInteger, ForeignKey("pairs.id", ondelete="CASCADE"))]
