"""Runs a search for a member: newest first, only what he may read, trash and spam only when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from spindle.archive.models import Aside, Delivery, Entry
from spindle.archive.queries.filters import EVERYTHING, Filters, entries_matching
from spindle.archive.queries.readable import account_ids, entries_for
from spindle.archive.queries.rows import LinkedRelation, links_of, relations_of, unread_among
from spindle.archive.search import index
from spindle.archive.search.asked import Asked
from spindle.archive.search.lists import Ids, Range, at_relations
from spindle.archive.search.parse import parse
from spindle.archive.search.walk import can_walk, walk
from spindle.members.models import Member

COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, with the relation that it stands at and the member's own copies."""

    entry: Entry
    unread: bool
    relation: LinkedRelation | None
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `count` is all there are, or the least there are when `more` says so ("1,000+").

    On the pages after the first `count` is None. `words` are to be marked; `problems` are sentences about what was
    not understood and so left out.
    """

    rows: tuple[Hit, ...]
    next: int | None
    count: int | None
    more: bool
    words: tuple[str, ...]
    problems: tuple[str, ...]


def search(
    member: Member, query: str, *, filters: Filters = EVERYTHING, before: int | None = None, limit: int = 50
) -> Found:
    """A page of what the member finds, narrowed by the filters; `before` is the last page's `next`."""
    asked = parse(query)
    if not asked.parts:
        return Found((), None, 0, more=False, words=(), problems=asked.problems)
    until = min((key for key in (asked.until, before) if key is not None), default=None)
    wanted = max(COUNT_LIMIT, limit + 1) if before is None else limit + 1
    readable = entries_matching(entries_for(member), filters, member)
    ids, complete = _ids(member, readable, asked, until, wanted, limit)
    shown = ids[:limit]
    return Found(
        rows=_hits(member, shown),
        next=shown[-1] if len(ids) > limit else None,
        count=_count(ids, limit, complete=complete) if before is None else None,
        more=len(ids) >= COUNT_LIMIT or not complete,
        words=asked.highlights,
        problems=asked.problems,
    )


def _count(ids: Sequence[int], limit: int, *, complete: bool) -> int:
    """In whole pages where it was not counted to the end."""
    return min(len(ids) if complete else len(ids) - len(ids) % limit, COUNT_LIMIT)


def _ids(
    member: Member, entries: QuerySet[Entry], asked: Asked, until: int | None, wanted: int, limit: int
) -> tuple[list[int], bool]:
    """The newest of the entries, and whether they are all that a full search would give."""
    if all(part.negated for part in asked.places):
        # "Not in the inbox" does not ask for what is thrown away, or for a colleague's draft.
        entries = entries.filter(aside=Aside.NOWHERE)
    lists = _lists(member, asked)
    if not lists and index.walks() and can_walk(asked.words):
        found = walk(asked.words, _between(entries, asked.since, until), limit=limit + 1)
        if len(found) > limit:
            return found, False
    among = Range(entries, lists, since=asked.since, before=until)
    return index.newest(asked.words, among, limit=wanted, enough=limit + 1)


def _between(entries: QuerySet[Entry], since: int | None, until: int | None) -> QuerySet[Entry]:
    entries = entries if since is None else entries.filter(pk__gte=since)
    return entries if until is None else entries.filter(pk__lt=until)


def _lists(member: Member, asked: Asked) -> list[tuple[Ids, bool]]:
    """What changes about entries is not in the index: it is a list of their ids (measured/search.md, rule 3)."""
    found: list[tuple[Ids, bool]] = [(at_relations(part.text), part.negated) for part in asked.relations]
    accounts = account_ids(member) if asked.places else []
    for part in asked.places:
        copies = Delivery.objects.filter(account__in=accounts, place=part.place)
        found.append((copies.order_by().values_list("entry_id", flat=True), part.negated))
    return found


def _hits(member: Member, entry_ids: Sequence[int]) -> tuple[Hit, ...]:
    entries = Entry.objects.in_bulk(entry_ids)
    links = links_of(entry_ids)
    unread = unread_among(member, entry_ids)
    copies: dict[int, list[Delivery]] = {}
    for copy in Delivery.objects.filter(entry__in=entry_ids, account__in=account_ids(member)).order_by("pk"):
        copies.setdefault(copy.entry_id, []).append(copy)
    return tuple(
        Hit(
            entry=entries[pk],
            unread=pk in unread,
            relation=next(iter(relations_of(entries[pk].direction, links.get(pk, ()))), None),
            deliveries=tuple(copies.get(pk, ())),
        )
        for pk in entry_ids
    )
