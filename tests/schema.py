"""How an empty database gets the current schema in tests: as a release does, by the migrations."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = ROOT / "app" / "storage" / "migrations"


def upgrade_schema(database_url: str) -> None:
    """Runs every migration. Raises AssertionError with the command's output when one fails."""
    if not (MIGRATIONS / "env.py").exists():
        return
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
