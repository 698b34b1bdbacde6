"""Resolves setup.cfg and package.json anew and writes the two lock files. Neither names a registry."""

import json
import subprocess
import sys
from pathlib import Path

from install.frontend import find_npm, npm_from_pypi
from install.problem import CannotInstall, run

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Everything that runs and tests the project, pinned. Made by `make lock` from setup.cfg.\n"
# Needed only by Pythons that the resolving one need not be (redis 8, METADATA, Requires-Dist).
ELSEWHERE = ('async-timeout==5.0.1 ; python_full_version < "3.11.3"',)


def resolved_requirements() -> list[str]:
    """`name==version` of every package that the project and all its extras need, sorted."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--dry-run",
        "--ignore-installed",
    ]
    answer = subprocess.run(
        [*command, "--report", "-", f"{ROOT}[demo,test,dev]"], capture_output=True, text=True, check=False
    )
    if answer.returncode != 0:
        raise CannotInstall(f"setup.cfg could not be resolved:\n{answer.stderr}")
    found = [part["metadata"] for part in json.loads(answer.stdout)["install"]]
    pins = [f"{part['name']}=={part['version']}" for part in found if part["name"] != "backbone-issue-sync"]
    return sorted([*pins, *ELSEWHERE], key=str.lower)


def main() -> int:
    try:
        lines = "".join(f"{line}\n" for line in resolved_requirements())
        (ROOT / "requirements.txt").write_text(HEADER + lines, encoding="utf-8")
        npm = find_npm() or npm_from_pypi(Path(sys.executable))
        run([*npm, "install", "--package-lock-only"], "package.json could not be resolved", ROOT)
    except CannotInstall as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
