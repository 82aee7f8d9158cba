"""The pool that the example is composed from: texts as TOML and pictures, in data/."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def text(name: str) -> str:
    """A file of texts; its form is described at its top."""
    return (FOLDER / name).read_text("utf-8")


@cache
def picture(name: str) -> bytes:
    """A picture."""
    return (FOLDER / "pictures" / name).read_bytes()


@cache
def photos() -> tuple[str, ...]:
    """The names of the photos."""
    return tuple(sorted(path.name for path in (FOLDER / "pictures").glob("*.jpg")))
