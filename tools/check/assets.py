"""What the inbox page loads, compressed, beside the budget of ui.md: 110 kB, fonts left out.

Read from the sources: what the inbox's templates, and those they extend or include, name by `{% static %}`, and what
those style sheets import. Islands that are loaded when they are needed are not named there and do not count.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from tools.check.report import Report

BUDGET = 110_000
STATIC = re.compile(r"""\bstatic[ (]["']([^"']+)["']""")
OTHER_TEMPLATE = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")
IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']""")
COUNTED = {".js", ".css", ".svg"}


def check_assets(root: Path) -> Report:
    """Weigh what the inbox page loads."""
    program = root / "src/spindle"
    sizes = {path: len(gzip.compress(path.read_bytes(), 9)) for path in sorted(set(_loaded(program)))}
    total = sum(sizes.values())
    notes = [f"{size / 1000:7.1f} kB  {path.relative_to(program)}" for path, size in sizes.items()]
    notes.append(f"{total / 1000:7.1f} kB  in all, compressed, of {BUDGET / 1000:.0f} kB for the inbox page")
    if not {".js", ".css"} <= {path.suffix for path in sizes}:
        return Report(["the inbox page loads no script or no style: is all built?"], notes)
    return Report(["the inbox page is over its budget"] if total > BUDGET else [], notes)


def _loaded(program: Path) -> Iterator[Path]:
    # The icons are named by the tag that draws them, in Python.
    for source in (*_templates(program), *program.glob("ui/*.py")):
        for name in STATIC.findall(source.read_text(encoding="utf-8")):
            for path in program.glob(f"*/static/{name}"):
                yield from _with_imports(path)


def _templates(program: Path) -> set[Path]:
    """The templates of the inbox and all that they extend or include, however far."""
    found: set[Path] = set()
    left = list(program.glob("inbox/templates/inbox/*.html"))
    while left:
        template = left.pop()
        if template not in found:
            found.add(template)
            names = OTHER_TEMPLATE.findall(template.read_text(encoding="utf-8"))
            left += [path for name in names for path in program.glob(f"*/templates/{name}")]
    return found


def _with_imports(path: Path) -> Iterator[Path]:
    if path.suffix not in COUNTED:
        return
    yield path
    if path.suffix == ".css":
        for name in IMPORT.findall(path.read_text(encoding="utf-8")):
            if (path.parent / name).exists():
                yield from _with_imports((path.parent / name).resolve())
