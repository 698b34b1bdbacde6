"""Pages, health and metrics: what people and machines see."""

from __future__ import annotations

from flask import Flask

from app.settings import Settings
from app.web import failures, health, metrics, pages


def init_app(app: Flask, settings: Settings) -> None:
    failures.init_app(app)
    health.init_app(app, settings)
    metrics.init_app(app)
    pages.init_app(app, settings)
