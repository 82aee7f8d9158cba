"""A row of the relation list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from spindle.channels.time_key import key_time
from spindle.relations.models import Kind, Relation

# What a row is made of; a card has three times as many fields.
_SHOWN = (
    "kind", "name", "job_title", "city", "last_interaction", "parent_id", "trashed_at", "type__code", "type__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RelationRow:
    """What the list shows of a relation; of a business also its latest employees, and how many it has."""

    id: int
    name: str
    kind: str
    type_label: str
    job_title: str
    city: str
    employer_id: int | None
    employer_name: str
    last_interaction: int
    employees: tuple["RelationRow", ...] = ()
    employee_count: int = 0

    @property
    def at(self) -> datetime:
        """When there was contact last, in UTC; of a relation without any, when it was made."""
        return key_time(self.last_interaction)

    @property
    def is_business(self) -> bool:
        return self.kind == Kind.BUSINESS

    @classmethod
    def of(cls, relation: Relation, employees: Iterable["RelationRow"] = (), employee_count: int = 0) -> Self:
        """The row of a relation fetched with its type and parent."""
        employer = relation.parent if relation.parent and relation.parent.trashed_at is None else None
        return cls(
            id=relation.pk,
            name=relation.name,
            kind=relation.kind,
            type_label=relation.type.label,
            job_title=relation.job_title,
            city=relation.city,
            employer_id=employer.pk if employer else None,
            employer_name=employer.name if employer else "",
            last_interaction=relation.last_interaction,
            employees=tuple(employees),
            employee_count=employee_count,
        )


def rows_of(relations: Sequence[Relation], *, employees_each: int) -> tuple[RelationRow, ...]:
    """The rows, with up to so many employees below each business. Two SELECTs for each of two levels."""
    if not employees_each:
        return tuple(map(RelationRow.of, relations))
    direct, direct_counts = _employees(relations, employees_each)
    second, second_counts = _employees([one for group in direct.values() for one in group], employees_each)

    def row(relation: Relation) -> RelationRow:
        below = [
            RelationRow.of(one, map(RelationRow.of, second.get(one.pk, ())), second_counts.get(one.pk, 0))
            for one in direct.get(relation.pk, ())
        ]
        return RelationRow.of(relation, below, direct_counts.get(relation.pk, 0))

    return tuple(map(row, relations))


def _employees(relations: Sequence[Relation], each: int) -> tuple[dict[int, list[Relation]], dict[int, int]]:
    """The latest employees of these businesses by employer, and how many each has."""
    employers = [relation.pk for relation in relations if relation.kind == Kind.BUSINESS]
    below = Relation.objects.filter(parent__in=employers, trashed_at=None)
    counts = dict(below.values_list("parent_id").annotate(count=Count("pk")).order_by())
    above = {relation.pk: relation for relation in relations}
    found: dict[int, list[Relation]] = {}
    for relation in _latest(below, each) if counts else ():
        # Fetched once, above: not again with each of his employees.
        relation.parent = above[relation.parent_id or 0]
        found.setdefault(relation.parent_id or 0, []).append(relation)
    return found, counts


def _latest(below: QuerySet[Relation], each: int) -> QuerySet[Relation]:
    order = [F("last_interaction").desc(), F("pk").desc()]
    rank = Window(RowNumber(), partition_by=F("parent_id"), order_by=order)
    ranked = below.select_related("type").only(*_SHOWN).annotate(rank=rank).filter(rank__lte=each)
    return ranked.order_by("-last_interaction", "-pk")
