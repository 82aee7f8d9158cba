"""What the folders above bring to a relation's page: its archive, and blocks of its dashboard (architecture.md, "Slots").

Each registers a function in its AppConfig.ready(); the page asks it with the member's rights and draws what it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from spindle.members.models import Member
from spindle.relations.listing import Listing
from spindle.relations.models import Relation


class Place(StrEnum):
    """Where a part stands."""

    ARCHIVE = "archive"
    # One entry, for the pane beside the archive's list.
    PREVIEW = "preview"
    DASHBOARD = "dashboard"


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and about whom a part is drawn; `query` is the page's address behind the question mark."""

    member: Member
    relation: Relation
    listing: Listing = field(default_factory=Listing)
    entry_id: int | None = None
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A template and what it draws."""

    template: str
    context: Mapping[str, object]


# None where the member or the relation has nothing to show there.
Build = Callable[[Asked], Part | None]

_builders: dict[Place, list[Build]] = {place: [] for place in Place}


def register(place: Place, build: Build) -> None:
    """Put a part on the page, below those that are there (from an AppConfig.ready(); twice is once)."""
    if build not in _builders[place]:
        _builders[place].append(build)


def parts(place: Place, asked: Asked) -> list[Part]:
    """The parts that have something to show, in the order of their folders."""
    return [part for build in _builders[place] if (part := build(asked)) is not None]
