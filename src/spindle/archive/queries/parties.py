"""Who is on the messages of a conversation: each address with its name, and whether it is ours, known or unknown."""

from collections.abc import Iterable
from dataclasses import dataclass

from spindle.archive.models import Aside, Entry, Participant, ParticipantRole
from spindle.archive.queries.own import own_addresses
from spindle.archive.queries.readable import entries_for
from spindle.channels.addresses import normalise, without_tag
from spindle.channels.contract import Direction
from spindle.members.models import Member
from spindle.relations.models import ContactPoint

_ORDER = {role.value: rank for rank, role in enumerate(ParticipantRole)}


@dataclass(frozen=True, slots=True)
class Party:
    """An address in a header of an entry. `own`: a colleague's or an account's; `known`: a relation in use has it."""

    entry_id: int
    address_id: int
    address: str
    name: str
    role: ParticipantRole
    own: bool
    known: bool

    @property
    def shown(self) -> str:
        return self.name or self.address

    @property
    def unknown(self) -> bool:
        """Somebody outside who is no relation yet (product.md 2.4)."""
        return not (self.own or self.known)


def parties_of(entries: Iterable[Entry]) -> dict[int, list[Party]]:
    """The parties of each entry, From first. Three SELECTs. A Bcc is told only of what we sent."""
    entries = list(entries)
    outgoing = {entry.pk: entry.direction == Direction.OUT for entry in entries}
    # Whom a draft is to, nobody is asked about before it is sent.
    drafts = {entry.pk for entry in entries if entry.aside == Aside.DRAFTS}
    rows = [
        row
        for row in Participant.objects.filter(entry__in=outgoing).select_related("address")
        if row.role != ParticipantRole.BCC or outgoing[row.entry_id]
    ]
    own, known = own_addresses(), _known({row.address.address for row in rows})
    found: dict[int, list[Party]] = {pk: [] for pk in outgoing}
    for row in sorted(rows, key=lambda one: (_ORDER[one.role], one.address_id)):
        address = row.address.address
        found[row.entry_id].append(
            Party(
                row.entry_id, row.address_id, address, row.name or row.address.name, ParticipantRole(row.role),
                own=without_tag(address) in own, known=row.entry_id in drafts or bool({address, without_tag(address)} & known),
            )
        )  # fmt: skip
    return found


def _known(addresses: set[str]) -> set[str]:
    forms = addresses | {without_tag(address) for address in addresses}
    points = ContactPoint.objects.filter(normalised__in=forms, relation__trashed_at=None)
    return set(points.values_list("normalised", flat=True).order_by())


def unknown_parties(parties: Iterable[Party]) -> list[Party]:
    """Each unknown address once, who wrote first."""
    found: dict[str, Party] = {}
    for party in sorted(parties, key=lambda one: (_ORDER[one.role], one.entry_id)):
        if party.unknown:
            found.setdefault(party.address, party)
    return list(found.values())


def party_for(member: Member, entry_id: int, address_id: int) -> Party | None:
    """One party of an entry that the member may read; None when there is none. Five SELECTs."""
    entries = list(entries_for(member).filter(pk=entry_id))
    found = [party for one in parties_of(entries).values() for party in one]
    return next((party for party in found if party.address_id == address_id), None)


def colleagues_by_address() -> dict[str, Member]:
    """All members by their normalised address. One SELECT."""
    return {normalise(member.email): member for member in Member.objects.all()}
