"""What became of a file, as a line for a person and as JSON."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

MEGABYTE = 1_000_000


class Kind(StrEnum):
    """The six ends that a file can come to."""

    ENTRY = "entry"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    LOST = "lost"
    ALTERED = "altered"
    ERROR = "error"


# What must never be: a file that came to such an end makes the command fail.
FAULTS = frozenset({Kind.LOST, Kind.ALTERED, Kind.ERROR})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file's end. `sha256` is of the raw bytes as stored, `reference` of what a plain client reads from the server.

    `seconds` is the time from handing it to the server until it stood in the archive.
    """

    file: str
    outcome: Kind
    reason: str = ""
    sha256: str = ""
    reference: str = ""
    seconds: float = 0.0

    def line(self) -> str:
        """For a person, on one line whatever the file and its sender are called."""
        return f"{self.outcome:<9} {self.seconds:7.2f} s  {printable(self.file)}: {printable(self.reason)}"


def printable(text: str) -> str:
    """The text with what a terminal might act upon escaped."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def totals(outcomes: Sequence[Outcome], *, seconds: float, memory: int) -> str:
    """Counts of each end, the whole time, and the most memory (bytes) that the worker held."""
    counts = Counter(one.outcome for one in outcomes)
    told = ", ".join(f"{counts[kind]} {kind}" for kind in Kind)
    return f"{len(outcomes)} files in {seconds:.1f} s: {told}. Peak memory of the worker: {memory / MEGABYTE:.0f} MB."


def write_json(path: Path, outcomes: Sequence[Outcome]) -> None:
    """All outcomes as a list of objects, in the order of the lines."""
    path.write_text(json.dumps([asdict(one) for one in outcomes], indent=1) + "\n", encoding="ascii")
