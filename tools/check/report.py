"""What a check found."""

from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Report:
    """`problems` fail the check; `notes` are shown either way."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def place(path: Path, line: int) -> str:
    """A spot in a file as editors open it, counted from the repository's folder."""
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{shown}:{line}"
