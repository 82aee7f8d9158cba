"""The relation list: ranked by the latest contact, searched as one types (product.md 2.2, RL-4)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from spindle.relations.models import Relation
from spindle.relations.queries.rows import RelationRow, rows_of
from spindle.relations.search import index as search

EMPLOYEES_EACH = 5


@dataclass(frozen=True, slots=True)
class RelationPage:
    """Rows, and what to hand back for the ones after them; "" when there are none."""

    rows: tuple[RelationRow, ...]
    next: str


@dataclass(frozen=True, slots=True)
class _Cursor:
    """Where a page ended, and whether the words were looked for anywhere in a word."""

    anywhere: bool = False
    last: int | None = None
    id: int = 0

    @classmethod
    def read(cls, text: str) -> Self:
        """From a URL; nonsense is the beginning."""
        mode, _, rest = text.partition("-")
        last, _, pk = rest.partition("-")
        if mode in {"b", "a"} and last.isdecimal() and pk.isdecimal() and len(last) < 19 and len(pk) < 19:
            return cls(mode == "a", int(last), int(pk))
        return cls()

    def write(self, row: Relation) -> str:
        return f"{'a' if self.anywhere else 'b'}-{row.last_interaction}-{row.pk}"


def relation_page(
    *,
    query: str = "",
    type_ids: Collection[int] = (),
    trashed: bool = False,
    before: str = "",
    limit: int = 50,
) -> RelationPage:
    """Relations by their latest contact, newest first; `before` is the last page's `next`.

    Without words and types it is the hierarchy: employees below their employer. Words are beginnings of words in
    name, company, e-mail, phone and city; when none begins so, any part of them.
    """
    cursor = _Cursor.read(before)
    found = Relation.objects.filter(trashed_at__isnull=not trashed).select_related("type", "parent")
    if type_ids:
        found = found.filter(type__in=type_ids)
    if not query.strip():
        tree = not type_ids and not trashed
        top = found.filter(Q(parent=None) | Q(parent__trashed_at__isnull=False)) if tree else found
        return _page(top, cursor, limit, employees_each=EMPLOYEES_EACH if tree else 0)
    page = _page(_matching(found, query, anywhere=cursor.anywhere), cursor, limit)
    if not page.rows and not before:
        anywhere = _Cursor(anywhere=True)
        page = _page(_matching(found, query, anywhere=True), anywhere, limit)
    return page


def _matching(found: QuerySet[Relation], query: str, *, anywhere: bool) -> QuerySet[Relation]:
    asked = search.containing(query) if anywhere else search.beginning_with(query)
    if asked is None:
        return found.none()
    sql, params = asked
    return found.filter(pk__in=RawSQL(sql, params))  # noqa: S611 (names of ours, words bound)


def _page(found: QuerySet[Relation], cursor: _Cursor, limit: int, *, employees_each: int = 0) -> RelationPage:
    if cursor.last is not None:
        found = found.filter(last_interaction__lte=cursor.last).exclude(
            last_interaction=cursor.last, pk__gte=cursor.id
        )
    relations = list(found.order_by("-last_interaction", "-pk")[: limit + 1])
    shown = relations[:limit]
    following = cursor.write(shown[-1]) if len(relations) > limit else ""
    return RelationPage(rows_of(shown, employees_each=employees_each), following)


def relation_count() -> int:
    """How many relations are in use."""
    return Relation.objects.filter(trashed_at=None).count()
