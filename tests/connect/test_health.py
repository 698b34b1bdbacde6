"""Health says what an operator needs to know."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient

from app.settings import Settings
from tests.connect.conftest import content, running


def test_ready_means_that_database_and_redis_answer(client: FlaskClient) -> None:
    answer = client.get("/health/ready")

    assert (answer.status_code, content(answer)) == (200, {"status": "ready", "database": "up", "redis": "up"})


def test_without_redis_the_add_on_is_degraded_and_still_ready(settings: Settings) -> None:
    with running(replace(settings, redis_url="unix:///nowhere/redis.sock")) as app:
        answer = app.test_client().get("/health/ready")

    assert (answer.status_code, content(answer)["status"]) == (200, "degraded")


def test_without_the_database_it_is_alive_and_not_ready(settings: Settings) -> None:
    with running(replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:9/none")) as app:
        client = app.test_client()

        assert client.get("/health/ready").status_code == 503
        assert client.get("/health/live").status_code == 200


def test_requests_are_counted_by_endpoint_and_status(client: FlaskClient) -> None:
    client.get("/health/live")

    shown = client.get("/metrics").text

    assert 'backbone_requests_total{endpoint="health.live",status="200"}' in shown
