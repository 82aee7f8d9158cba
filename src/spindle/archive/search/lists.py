"""Lists of entries as queries, which both engines put into their statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from spindle.archive.bulk import Value
from spindle.archive.models import Delivery, Entry, Link
from spindle.relations.models import Relation
from spindle.relations.search import index as relations

# Ids of entries, as a query.
Ids = QuerySet[Link, int] | QuerySet[Delivery, int] | QuerySet[Entry, int]
Statement = tuple[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Range:
    """Among which entries it is looked: `lists` are ids that it must be among, or must not (True); time keys from and before."""

    entries: QuerySet[Entry]
    lists: Sequence[tuple[Ids, bool]] = ()
    since: int | None = None
    before: int | None = None


def at_relations(text: str) -> QuerySet[Link, int]:
    """The ids of the entries at relations in which these words are found."""
    links = Link.objects.filter(relation__trashed_at=None).order_by().values_list("entry_id", flat=True)
    asked = relations.beginning_with(text)
    if asked and not Relation.objects.filter(pk__in=RawSQL(*asked)).exists():  # noqa: S611
        asked = relations.containing(text)
    return links.filter(relation__in=RawSQL(*asked)) if asked else links.none()  # noqa: S611


def without_words(among: Range, unwanted: Statement | None, limit: int) -> list[int]:
    """The newest of them when no word must be found: the entries themselves are walked. `unwanted` selects ids."""
    entries = among.entries
    for found, negated in among.lists:
        entries = entries.exclude(pk__in=found) if negated else entries.filter(pk__in=found)
    if among.since is not None:
        entries = entries.filter(pk__gte=among.since)
    if among.before is not None:
        entries = entries.filter(pk__lt=among.before)
    if unwanted is not None:
        entries = entries.exclude(pk__in=RawSQL(*unwanted))  # noqa: S611 (names of ours, words bound)
    return list(entries.order_by("-pk").values_list("pk", flat=True)[:limit])


def sql_of(found: Ids) -> Statement:
    """A query as SQL and parameters."""
    try:
        statement, params = found.query.get_compiler(using="organisation").as_sql()
    except EmptyResultSet:
        return "SELECT 0 WHERE 1 = 0", ()
    return str(statement), tuple(params)
