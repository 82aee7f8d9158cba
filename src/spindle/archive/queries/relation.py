"""A relation's archive, with its employees' merged in (product.md CR-2, RL-5; measured/search.md, rule 8)."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from spindle.archive.models import Aside, Delivery, Entry, Link
from spindle.archive.queries.readable import not_private_from
from spindle.archive.queries.rows import ArchiveRow, Page, by_entry, unread_among
from spindle.channels.contract import Place
from spindle.members.models import Member
from spindle.relations.models import Relation


def relation_archive(
    member: Member,
    relation: Relation,
    *,
    with_employees: bool = True,
    before: int | None = None,
    limit: int = 50,
) -> Page[ArchiveRow]:
    """The entries at a relation, newest first. At most seven SELECTs, however many employees there are.

    Asks each employee's newest entry first, then reads only those who can reach the page.
    """
    if relation.trashed_at:
        return Page((), None)
    relations = relations_below(relation) if with_employees else [relation.pk]
    keys = _keys(member, relations, before, limit + 1)
    shown = keys[:limit]
    return Page(_rows(member, relations, shown), shown[-1] if len(keys) > limit else None)


def relations_below(relation: Relation) -> list[int]:
    """The relation itself and those in use below it, both levels."""
    below = Relation.objects.filter(Q(parent=relation.pk) | Q(parent__parent=relation.pk), trashed_at=None)
    return [relation.pk, *below.values_list("pk", flat=True).order_by()]


def _keys(member: Member, relations: Sequence[int], before: int | None, limit: int) -> list[int]:
    """The newest entries at any of the relations."""
    if len(relations) == 1:
        return _newest(_links(member, before).filter(relation=relations[0]), limit)
    heads = _heads(relations, before)
    reaching, lowest = _who_can_reach(heads, limit)
    links = _links(member, before).filter(relation__in=reaching)
    found = _newest(links.filter(entry__gte=lowest), limit)
    if len(found) < limit and lowest:
        # Some of them are private or thrown away, so that others reach the page as well.
        found = _newest(_links(member, before).filter(relation__in=list(heads)), limit)
    return found


def _links(member: Member, before: int | None) -> QuerySet[Link]:
    found = Link.objects.filter(not_private_from(member, "entry__"), entry__aside=Aside.NOWHERE)
    return found if before is None else found.filter(entry__lt=before)


def _newest(links: QuerySet[Link], limit: int) -> list[int]:
    return list(links.values_list("entry_id", flat=True).distinct().order_by("-entry_id")[:limit])


def _heads(relations: Sequence[int], before: int | None) -> dict[int, int]:
    """Each relation's newest entry below the key."""
    links = Link.objects.filter(relation=OuterRef("pk")).order_by()
    if before is not None:
        links = links.filter(entry__lt=before)
    newest = Subquery(links.values("relation_id").annotate(newest=Max("entry_id")).values("newest"))
    found = Relation.objects.filter(pk__in=relations).annotate(newest=newest).order_by()
    return {pk: head for pk, head in found.values_list("pk", "newest") if head is not None}


def _who_can_reach(heads: dict[int, int], limit: int) -> tuple[list[int], int]:
    """Those whose newest entry is among the newest `limit`, and the key below which the page cannot go."""
    distinct = sorted(set(heads.values()), reverse=True)
    lowest = distinct[limit - 1] if len(distinct) >= limit else 0
    return [pk for pk, head in heads.items() if head >= lowest], lowest


def _rows(member: Member, relations: Sequence[int], entry_ids: list[int]) -> tuple[ArchiveRow, ...]:
    entries = Entry.objects.in_bulk(entry_ids)
    links = Link.objects.filter(entry__in=entry_ids, relation__in=relations)
    at = by_entry(links.order_by("relation_id"))
    unread = unread_among(member, entry_ids)
    finished = set(
        Delivery.objects.filter(entry__in=entry_ids, place=Place.FINISHED).values_list("entry_id", flat=True)
    )
    return tuple(
        ArchiveRow(
            entry=entries[pk],
            unread=pk in unread,
            finished=pk in finished,
            at_relation=replace(at[pk][0].relation, more=len(at[pk]) - 1),
        )
        for pk in entry_ids
    )
