"""docs/settings.md names every environment variable that the program reads, and none that it does not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
READERS = {"os.environ.get", "os.environ.setdefault", "os.getenv", "_flag"}


def read_in(path: Path) -> Iterator[str]:
    """The variables that a file of Python reads."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name: ast.expr | None = None
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS and node.args:
            name = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            name = node.slice
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value


PROGRAM = {name for path in (ROOT / "src").rglob("*.py") for name in read_in(path)} - {
    "DJANGO_SETTINGS_MODULE"
}
COMMANDS = {name for path in (ROOT / "tools/setup").rglob("*.py") for name in read_in(path)}


def test_there_is_something_to_look_at() -> None:
    assert {"SPINDLE_DATA", "SPINDLE_MASTER_KEY", "SPINDLE_BEHIND_PROXY"} <= PROGRAM


@pytest.mark.parametrize("name", sorted(PROGRAM))
def test_each_is_named(name: str) -> None:
    assert f"`{name}`" in DOCUMENT


@pytest.mark.parametrize("name", sorted(set(re.findall(r"SPINDLE_\w+", DOCUMENT))))
def test_none_is_made_up(name: str) -> None:
    assert name in PROGRAM | COMMANDS
