"""Health: `live` says that the process answers, `ready` that it can do its work."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, jsonify, make_response
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text

from app.connect import guard
from app.errors import StorageUnavailable
from app.queue.bell import connect
from app.settings import Settings
from app.storage.database import db, transaction

health = Blueprint("health", __name__, url_prefix="/health")


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["redis"] = connect(settings.redis_url)
    app.register_blueprint(health)


@health.get("/live")
@guard.anyone
def live() -> Response:
    return jsonify(status="live")


@health.get("/ready")
@guard.anyone
def ready() -> Response:
    """503 without the database. Without Redis changes are still taken, and carried over once it is back: degraded."""
    if not database_answers():
        return make_response(jsonify(status="not ready", database="down"), 503)
    redis = "up" if redis_answers() else "down"
    return jsonify(status="ready" if redis == "up" else "degraded", database="up", redis=redis)


def database_answers() -> bool:
    try:
        with transaction(db.engine) as connection:
            connection.execute(text("SELECT 1"))
    except StorageUnavailable:
        return False
    return True


def redis_answers() -> bool:
    redis: Redis = current_app.extensions["redis"]
    try:
        return bool(redis.ping())
    except RedisError:
        return False
