"""What was changed on a card: who, when, from what to what. Read from the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spindle.journal.models import Line
from spindle.journal.queries import lines_about
from spindle.members.models import Member
from spindle.relations.models import Kind, PointKind, Relation, RelationType

LIMIT = 100

_VERBS: dict[str, Promise] = {
    "created": _("created"),
    "edited": _("changed"),
    "point added": _("contact details added"),
    "point edited": _("contact details changed"),
    "point removed": _("contact details removed"),
    "trashed": _("deleted"),
    "restored": _("put back"),
    "linked past mail": _("past messages linked"),
}
_FIELDS: dict[str, Promise] = {
    "kind": _("Kind"),
    "type_id": _("Relation type"),
    "parent_id": _("Employer"),
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "salutation": _("Salutation"),
    "job_title": _("Job title"),
    "birthday": _("Birthday"),
    "street": _("Street"),
    "postcode": _("Postcode"),
    "city": _("City"),
    "country": _("Country"),
    "memo": _("Memo"),
    "address": _("Address"),
    "messages": _("Messages"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field; "" or None where there was or is nothing."""

    label: str
    before: str | date | None
    after: str | date | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history, newest first; `by` is None for what the program did by itself."""

    id: int
    at: datetime
    by: Member | None
    label: str
    changes: tuple[Change, ...]


def history(relation_id: int) -> list[Event]:
    """The newest hundred changes of a card. Four SELECTs."""
    lines = list(lines_about("relation", relation_id)[:LIMIT])
    members = Member.objects.in_bulk([line.by for line in lines if line.by])
    names = _Names(lines)
    return [
        Event(
            line.pk, line.at, members.get(line.by or 0), str(_VERBS.get(line.verb, line.verb)),
            tuple(names.changes(line.before or {}, line.after or {})),
        )
        for line in lines
    ]  # fmt: skip


class _Names:
    """Turns what the journal holds into what a reader understands."""

    def __init__(self, lines: Iterable[Line]) -> None:
        parents = {
            value
            for line in lines
            for side in (line.before, line.after)
            if isinstance(value := (side or {}).get("parent_id"), int)
        }
        self._relations = dict(Relation.objects.filter(pk__in=parents).values_list("pk", "name"))
        self._types = {one.pk: one.label for one in RelationType.objects.all()}

    def changes(self, before: Mapping[str, object], after: Mapping[str, object]) -> Iterable[Change]:
        for field in dict.fromkeys([*before, *after]):
            yield Change(self._label(field), self._shown(field, before), self._shown(field, after))

    def _label(self, field: str) -> str:
        return str(PointKind(field).label if field in PointKind.values else _FIELDS.get(field, field))

    def _shown(self, field: str, values: Mapping[str, object]) -> str | date | None:
        value = values.get(field)
        if value is None or value == "":
            return None
        if field == "birthday":
            return date.fromisoformat(str(value))
        if field == "kind":
            return str(Kind(str(value)).label)
        known = {"type_id": self._types, "parent_id": self._relations}.get(field, {})
        return known.get(value, str(value)) if isinstance(value, int) else str(value)
