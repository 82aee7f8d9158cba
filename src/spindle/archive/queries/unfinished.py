"""What nobody has finished yet of a relation's messages (product.md 2.2, the contact's dashboard)."""

from __future__ import annotations

from dataclasses import dataclass

from spindle.archive.models import Aside, Entry, Link
from spindle.archive.queries.readable import not_private_from
from spindle.archive.queries.relation import relations_below
from spindle.channels.contract import Place
from spindle.members.models import Member
from spindle.relations.models import Relation

COUNTED = 100


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The newest message of each conversation that stands in an inbox, and how many there are, to a hundred."""

    entries: tuple[Entry, ...]
    count: int


def unfinished_at(member: Member, relation: Relation, *, limit: int = 6) -> Unfinished:
    """A relation's messages, and its employees', in any inbox of the company. Three SELECTs."""
    if relation.trashed_at:
        return Unfinished((), 0)
    links = Link.objects.filter(not_private_from(member, "entry__"), relation__in=relations_below(relation))
    standing = links.filter(entry__aside=Aside.NOWHERE, entry__deliveries__place=Place.INBOX.value)
    keys = standing.values_list("entry_id", "entry__conversation_id").distinct().order_by("-entry_id")
    newest: dict[int, int] = {}
    for entry, conversation in keys[:COUNTED]:
        newest.setdefault(conversation, entry)
    found = Entry.objects.in_bulk(list(newest.values())[:limit])
    return Unfinished(tuple(found[pk] for pk in sorted(found, reverse=True)), len(newest))
