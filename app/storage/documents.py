"""Values of the engine as they are stored: see `app.engine.documents`."""

from __future__ import annotations

from app.engine.documents import from_document, to_document

__all__ = ["from_document", "to_document"]
