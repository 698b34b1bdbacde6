"""Figures for Prometheus: counts by endpoint, no ids."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest

from app.connect import guard

REQUESTS = Counter("backbone_requests", "Requests answered by this process", ["endpoint", "status"])

metrics = Blueprint("metrics", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(metrics)
    app.after_request(count)


@metrics.get("/metrics")
@guard.anyone
def show() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def count(response: Response) -> Response:
    REQUESTS.labels(request.endpoint or "unknown", str(response.status_code)).inc()
    return response
