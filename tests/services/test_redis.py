"""What the embedded Redis promises to the demo and to the tests."""

from pathlib import Path

import pytest
import redis

from demo.services import RedisServer


def folder(server: RedisServer) -> Path:
    return Path(server.url.removeprefix("unix://").partition("?")[0]).parent


def test_numbered_databases_share_nothing(redis_server: RedisServer) -> None:
    with (
        redis.Redis.from_url(redis_server.database_url(1)) as first,
        redis.Redis.from_url(redis_server.database_url(255)) as second,
    ):
        first.set("key", "value")

        assert second.get("key") is None
        first.delete("key")


def test_a_crash_forgets_everything_and_keeps_the_address() -> None:
    with RedisServer() as server, redis.Redis.from_url(server.url) as client:
        client.set("key", "value")

        server.kill()
        with redis.Redis.from_url(server.url) as late, pytest.raises(redis.ConnectionError):
            late.ping()
        server.restart()

        with redis.Redis.from_url(server.url) as again:
            assert again.get("key") is None


def test_nothing_is_written_to_disk_and_nothing_is_left_there() -> None:
    server = RedisServer()
    with redis.Redis.from_url(server.url) as client:
        client.set("key", "value")
    home = folder(server)
    assert {path.name for path in home.iterdir()} == {"redis.log", "redis.sock"}

    server.stop()
    server.stop()

    assert not home.exists()


def test_a_test_finds_its_database_empty_and_may_leave_it_full(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "behind")


def test_what_another_test_left_is_not_there(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
