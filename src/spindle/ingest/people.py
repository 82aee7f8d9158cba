"""Who a message is with: its addresses, and the relations that it stands at by them (product.md EM-13).

Only addresses count, never display names; and never those of colleagues or of the company's own accounts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spindle.archive.bulk import Insert, Lookup, cursor
from spindle.archive.models import Address, ParticipantRole
from spindle.archive.queries.own import own_addresses
from spindle.channels.addresses import normalise, without_tag
from spindle.channels.contract import Direction, IncomingMessage, Mailbox
from spindle.ingest.cleaning import clean_line
from spindle.relations.models import ContactPoint, Relation

NAME_LIMIT = 200
# A message to more than this many is a list of addresses, not correspondence.
PEOPLE_LIMIT = 1000

# Plain words: an enum's value costs a call, and there are ten roles to a message.
FROM, TO, CC = ParticipantRole.FROM.value, ParticipantRole.TO.value, ParticipantRole.CC.value
BCC, REPLY_TO = ParticipantRole.BCC.value, ParticipantRole.REPLY_TO.value

_INSERT = Insert(Address, ("address", "name"), ignore=True)
_POINTS: Lookup[tuple[str, int]] = Lookup(ContactPoint, "normalised", ("normalised", "relation_id"))
_PARENTS: Lookup[tuple[int, int | None]] = Lookup(Relation, "id", ("id", "parent_id"))
_KNOWN: Lookup[tuple[str, int, str]] = Lookup(Address, "address", ("address", "id", "name"))


@dataclass(frozen=True, slots=True)
class Person:
    """An address in one header of a message, normalised, and the name beside it."""

    role: str
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """A relation that has an address, with those above it, nearest first."""

    relation_id: int
    above: tuple[int, ...]


def people_of(message: IncomingMessage) -> list[Person]:
    """Everyone in the headers, in the order in which a header tells who the message is with."""
    found: dict[tuple[str, str], Person] = {}
    for role, mailbox in _mailboxes(message):
        address = normalise(mailbox.address)
        if address and (role, address) not in found:
            found[role, address] = Person(role, address, clean_line(mailbox.name, NAME_LIMIT))
            if len(found) == PEOPLE_LIMIT:
                break
    return list(found.values())


def _mailboxes(message: IncomingMessage) -> Iterator[tuple[str, Mailbox]]:
    senders = message.from_ or ((message.sender,) if message.sender else ())
    headers = (
        (FROM, senders),
        (REPLY_TO, message.reply_to),
        (TO, message.to),
        (CC, message.cc),
        (BCC, message.bcc),
    )
    return ((role, mailbox) for role, mailboxes in headers for mailbox in mailboxes)


def find_relations(
    messages: Sequence[tuple[IncomingMessage, list[Person]]],
) -> list[dict[Match, str]]:
    """For each message the relations that it stands at, with the first header that named each. Four SELECTs."""
    own = own_addresses()
    wanted = [_candidates(message, people, own) for message, people in messages]
    matches = _matches(
        {form for people in wanted for p in people for form in (p.address, without_tag(p.address))}
    )
    found: list[dict[Match, str]] = []
    for people in wanted:
        roles: dict[Match, str] = {}
        for person in people:
            for match in matches.get(person.address) or matches.get(without_tag(person.address)) or ():
                roles.setdefault(match, person.role)
        found.append(roles)
    return found


def _candidates(message: IncomingMessage, people: list[Person], own: frozenset[str]) -> list[Person]:
    """Those by whom the message may be linked; a Bcc only says something about what we sent."""
    outgoing = message.direction == Direction.OUT
    return [
        person
        for person in people
        if without_tag(person.address) not in own and (outgoing or person.role != BCC)
    ]


def _matches(addresses: set[str]) -> dict[str, list[Match]]:
    """The relations that have each address. Contact points of all kinds: a number never equals an address."""
    points = _POINTS.run(addresses)
    parents = dict(_PARENTS.run({relation for _, relation in points}))
    grandparents = dict(_PARENTS.run({pk for pk in parents.values() if pk}))
    found: dict[str, list[Match]] = {}
    for address, relation in points:
        parent = parents[relation]
        above = (parent, grandparents.get(parent)) if parent else ()
        match = Match(relation, tuple(pk for pk in above if pk))
        if match not in (known := found.setdefault(address, [])):
            known.append(match)
    return found


def address_ids(people: Iterable[Person]) -> dict[str, tuple[int, str]]:
    """The id and best known name of each address; new ones are made, a missing name is filled in."""
    names: dict[str, str] = {}
    for person in people:
        if not names.get(person.address):
            names[person.address] = person.name
    found = _known_addresses(names)
    new = [(address, name) for address, name in names.items() if address not in found]
    if new:
        _INSERT.run(new)
        found |= _known_addresses(dict(new))
    _fill_names(
        [(names[address], pk) for address, (pk, name) in found.items() if not name and names[address]]
    )
    return found


def _known_addresses(addresses: Iterable[str]) -> dict[str, tuple[int, str]]:
    return {address: (pk, name) for address, pk, name in _KNOWN.run(addresses)}


def _fill_names(names: list[tuple[str, int]]) -> None:
    if names:
        with cursor() as open_cursor:
            open_cursor.executemany(
                f'UPDATE "{Address._meta.db_table}" SET name = %s WHERE id = %s',  # noqa: S608 (a name of ours)
                names,
            )
