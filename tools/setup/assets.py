"""Scripts and styles for the browser, built by `tools/build_assets.py` when a source of theirs has changed."""

import hashlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.setup.words import Trouble, say

BUILT = "src/spindle/ui/static/ui/built"
STAMP = "node_modules/.spindle-assets"
SOURCES = ("package.json", "package-lock.json", "build.mjs", "tsconfig.json", "tools/build_assets.py")
KINDS = {".ts", ".js", ".css", ".svg", ".json"}


def build_assets(root: Path, python: Path) -> None:
    """Build what the pages load, unless the last build was of the same sources. Raises Trouble."""
    stamp, digest = root / STAMP, _digest(root)
    if (root / BUILT).is_dir() and stamp.exists() and stamp.read_text() == digest:
        return
    say("Building what the browser loads, once …")
    command = [python, root / "tools/build_assets.py"]
    built = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if built.returncode:
        raise Trouble(_sentence((built.stdout + built.stderr).strip()))
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(digest)


def _sentence(said: str) -> str:
    if re.search(r"ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH", said):
        return (
            "npm, where the pages' scripts come from, cannot be reached. Check the network and start again."
        )
    return f"What the browser loads could not be built:\n{said}"


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in _sources(root):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    yield from (root / name for name in SOURCES if (root / name).exists())
    for path in sorted((root / "src/spindle/ui").rglob("*")):
        if path.suffix in KINDS and not path.is_relative_to(root / BUILT):
            yield path
