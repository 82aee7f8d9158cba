"""Which files are ours: not built, not fetched, not generated."""

from collections.abc import Iterator
from pathlib import Path

NOT_OURS = {"migrations", "built", "node_modules", "vendor", "__pycache__", "output"}
PROGRAM = ("src",)
ALL = ("src", "tests", "tools", "benchmarks", "bin")


def ours(root: Path, suffix: str, *, folders: tuple[str, ...] = ALL) -> Iterator[Path]:
    """Yield our files with this suffix below these folders, in order."""
    for folder in folders:
        for path in sorted((root / folder).rglob(f"*{suffix}")):
            if not NOT_OURS.intersection(path.relative_to(root).parts):
                yield path
