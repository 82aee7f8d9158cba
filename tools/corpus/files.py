"""The files below folders, in a steady order, and which of them Spindle takes in."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

TAKEN = {".eml"}


def files_below(roots: Iterable[Path]) -> Iterator[Path]:
    """Every file, links to files too; folders that are links are not followed, so that none goes round in circles."""
    for root in roots:
        if not root.is_dir():
            yield root
            continue
        for folder, folders, names in os.walk(root):
            folders.sort()
            yield from (Path(folder, name) for name in sorted(names))


def refusal(path: Path) -> str:
    """Why a file is not even tried, or "" if it is a message that can be read."""
    if not path.is_file():
        return "this is no ordinary file"
    if path.suffix.lower() not in TAKEN:
        kind = f"files of the kind {path.suffix.lower()}" if path.suffix else "files without a known kind"
        return f"{kind} are not taken in yet"
    if not os.access(path, os.R_OK):
        return "the file cannot be read by this user"
    return ""
