"""What a demo remembers between two starts, in the data folder: demo/state.json, readable by its owner alone."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

ZONE = "Europe/Amsterdam"
_WORDS = [
    "Eiken",
    "Beuken",
    "Essen",
    "Lade",
    "Greep",
    "Zaag",
    "Schaaf",
    "Plank",
    "Fineer",
    "Noten",
    "Kozijn",
    "Lijst",
    "Blad",
    "Deuvel",
]


@dataclass(frozen=True, slots=True)
class State:
    """A demo: when its story was told, how large, its passwords, its company, its mail, and what has arrived since."""

    told: str
    relations: int
    messages: int
    password: str
    mail_password: str
    slug: str = ""
    finished: bool = False
    # Mail lies here; empty: there is no mail server, and messages go straight into the archive.
    mail: str = ""
    # The running server's own files.
    run: str = ""
    arrived: int = 0

    @classmethod
    def new(cls, *, relations: int, messages: int) -> Self:
        """A demo that is told now."""
        return cls(
            told=datetime.now(ZoneInfo(ZONE)).replace(microsecond=0).isoformat(),
            relations=relations,
            messages=messages,
            password=f"{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{secrets.randbelow(900_000) + 100_000}",
            mail_password=secrets.token_hex(12),
        )

    @property
    def now(self) -> datetime:
        """The moment at which the story ends."""
        return datetime.fromisoformat(self.told).astimezone(ZoneInfo(ZONE))


class Memory:
    """The state on disk."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "demo"
        self.path = self.folder / "state.json"

    def read(self) -> State | None:
        """What is remembered; None when this folder has no demo."""
        return State(**json.loads(self.path.read_text("utf-8"))) if self.path.exists() else None

    def write(self, state: State) -> State:
        """Remember, in one step, so that a crash leaves the old or the new."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        with open(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(asdict(state), file, indent=1)
        draft.replace(self.path)
        return state

    def change(self, change: Callable[[State], State]) -> State:
        """Remember what `change` makes of it."""
        before = self.read()
        assert before is not None
        return self.write(change(before))
