"""What a worker's process is started with."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from app.connect.state import EXTENSION
from app.storage.database import FOR_WORKERS
from workers.__main__ import main
from workers.context import application

NO_REDIS = "redis://127.0.0.1:1/0"


def test_a_lane_that_is_none_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["worker", "--lanes", "live,nonsense"])
    assert ended.value.code == 2
    assert "'live,nonsense' is not made of live, backfill, reconcile" in capsys.readouterr().err


def test_a_worker_has_patience_with_long_statements(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {
        "BASE_URL": "https://sync.example.com",
        "DATABASE_URL": database_url,
        "REDIS_URL": NO_REDIS,
        "SECRET_KEYS": Fernet.generate_key().decode(),
    }
    for name, value in environment.items():
        monkeypatch.setenv(f"BACKBONE_{name}", value)
    engine = application().extensions[EXTENSION].engine
    with engine.connect() as connection:
        limit = connection.execute(text("SELECT extract(epoch FROM current_setting('statement_timeout')::interval)"))
        assert limit.scalar_one() == FOR_WORKERS.statement_seconds
    engine.dispose()
    application.cache_clear()
