"""The conversations of the pool: who takes part, and the row of turns (form: data/conversations_nl.toml)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from tools.demo.cast import Person
from tools.demo.pool import text

FILES = frozenset({"quote", "invoice", "drawing", "photo", "damage", "sheet", "csv", "ics"})
_WAIT = re.compile(r"(\d+)([hd])")


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a play. `stop`: in so many of 100 the conversation ends before it."""

    ours: bool
    wait: timedelta
    files: tuple[str, ...]
    stop: int
    copied: bool
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """A play, and whom it suits. `box` is the mailbox, `formal` says u and uw."""

    who: frozenset[str]
    trades: frozenset[str]
    language: str
    weight: int
    box: str
    formal: bool
    subjects: tuple[str, ...]
    turns: tuple[Turn, ...]

    def suits(self, person: Person) -> bool:
        """Whether this person may play it; `prospect_private` is a private person who is a prospect."""
        kind = person.type if person.business else person.type.replace("prospect", "prospect_private")
        fits = not self.trades or person.trade in self.trades
        return kind in self.who and person.language == self.language and fits


@dataclass(frozen=True, slots=True)
class Star:
    """A conversation of somebody by name whose last turn arrives `ago` before now."""

    person: str
    unknown: str
    ago: timedelta
    read: bool
    box: str
    subject: str
    turns: tuple[Turn, ...]


@cache
def scripts() -> tuple[Script, ...]:
    """All conversations."""
    return tuple(
        Script(
            who=frozenset(row["who"]),
            trades=frozenset(row.get("trades", ())),
            language=language,
            weight=row.get("weight", 1),
            box=row.get("box", "verkoop"),
            formal=row.get("tone") == "u",
            subjects=tuple(row["subject"]),
            turns=tuple(turns(row["play"])),
        )
        for language in ("nl", "en")
        for row in tomllib.loads(text(f"conversations_{language}.toml"))["script"]
    )


@cache
def stars() -> tuple[Star, ...]:
    """The conversations of this morning, the newest first."""
    return tuple(
        Star(
            person=row.get("person", ""),
            unknown=row.get("unknown", ""),
            ago=timedelta(minutes=row["ago"]),
            read=row.get("read", False),
            box=row["box"],
            subject=row["subject"],
            turns=tuple(turns(row["play"])),
        )
        for row in tomllib.loads(text("starring.toml"))["star"]
    )


def turns(play: str) -> Iterator[Turn]:
    """The turns of a play. ValueError for a word at an @ that means nothing."""
    for part in re.split(r"^@", play, flags=re.MULTILINE)[1:]:
        line, _, body = part.partition("\n")
        who, *words = line.split()
        wait, stop, copied, files = timedelta(0), 0, False, []
        for word in words:
            if found := _WAIT.fullmatch(word):
                wait = timedelta(**{{"h": "hours", "d": "days"}[found[2]]: int(found[1])})
            elif word.startswith("stop="):
                stop = int(word.removeprefix("stop="))
            elif word == "cc":
                copied = True
            elif word in FILES:
                files.append(word)
            else:
                raise ValueError(f"{word!r} in a play means nothing")
        yield Turn(who == "us", wait, tuple(files), stop, copied, body.strip())
