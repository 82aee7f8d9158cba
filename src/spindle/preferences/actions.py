"""Changing the company's preferences, and taking a change back (product.md PR-1, PR-2).

A change is one line in the journal, whichever sections it touched: before and after by "section.field". Every open
page of the company hears of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from spindle.journal.actions import record
from spindle.journal.models import Line
from spindle.members.actions import MayNot, Refused
from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.members.slots import Values, section
from spindle.organisations.models import Organisation

SUBJECT = "preferences"
# The company has one set of them.
ONLY = 0
TOPICS = ["preferences"]


class ChangedSince(Refused):
    """Somebody has chosen anew what was to be taken back."""

    def __str__(self) -> str:
        return _("This was changed again since then. Nothing was taken back.")


def change(chosen: Mapping[str, Values], organisation: Organisation, *, by: Member) -> Line | None:
    """Keep what was chosen, by section; None when all of it holds already. Raises MayNot."""
    _check(by)
    with transaction.atomic(using="organisation", durable=True):
        before: dict[str, object] = {}
        after: dict[str, object] = {}
        for name, values in chosen.items():
            held = section(name).load(organisation)
            different = {field: value for field, value in values.items() if held[field] != value}
            if different:
                section(name).store(organisation, different)
            before |= {f"{name}.{field}": held[field] for field in different}
            after |= {f"{name}.{field}": value for field, value in different.items()}
        return _record("preferences changed", before, after, by=by) if after else None


def take_back(line_id: int, organisation: Organisation, *, by: Member) -> None:
    """What a change replaced holds again; twice is the same as once.

    Raises MayNot, ChangedSince, or Line.DoesNotExist for what is no change of preferences.
    """
    _check(by)
    with transaction.atomic(using="organisation", durable=True):
        line = Line.objects.get(pk=line_id, subject=SUBJECT)
        before, after = line.before or {}, line.after or {}
        held = {f"{name}.{field}": value for name, field, value in _held(after, organisation)}
        if held == before:
            return
        if held != after:
            raise ChangedSince
        for name, values in by_section(before).items():
            section(name).store(organisation, values)
        _record("preferences taken back", held, before, by=by)


def by_section(payload: Values) -> dict[str, dict[str, object]]:
    """Values of the journal by section: {"general.order": "dmy"} is {"general": {"order": "dmy"}}."""
    found: dict[str, dict[str, object]] = {}
    for key, value in payload.items():
        name, _dot, field = key.partition(".")
        found.setdefault(name, {})[field] = value
    return found


def _held(payload: Values, organisation: Organisation) -> Iterator[tuple[str, str, object]]:
    """The values that hold now of the fields that a line names."""
    for name, values in by_section(payload).items():
        held = section(name).load(organisation)
        yield from ((name, field, held[field]) for field in values)


def _record(verb: str, before: Values, after: Values, *, by: Member) -> Line:
    return record(verb, subject=SUBJECT, subject_id=ONLY, by=by.pk, before=before, after=after, topics=TOPICS)


def _check(member: Member) -> None:
    if not member.has(Right.ADMINISTRATION):
        raise MayNot
