"""Messages of the archive as the interface shows them: one way for the inbox and for a relation's card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from spindle.archive.models import Entry, ParticipantRole
from spindle.archive.queries import LinkedRelation, Message
from spindle.archive.queries.parties import Party
from spindle.channels import registry
from spindle.channels.contract import Direction
from spindle.members.models import Member
from spindle.ui import rows
from spindle.ui.addresses import numbered

# So many are named in a line of recipients.
NAMED = 4
# The colour of who writes from an account of the company, when it is no colleague's own address.
OURS = 3


def body_of(entry: Entry) -> SafeString:
    """The inside of an open message, drawn by its channel."""
    view = registry.get(entry.channel).message_view(entry)
    return render_to_string(view.template, dict(view.context))


def message_row(
    message: Message, parties: Sequence[Party], colleagues: Mapping[str, Member], *, me: Member, opened: bool
) -> rows.Message:
    """One message of a conversation; an open one with its body, a closed one fetches it when it is opened.

    `colleagues` are members by address. Costs no query but what the channel needs for a body.
    """
    entry = message.entry
    return rows.Message(
        id=entry.pk,
        sender=sender_of(message, parties, colleagues),
        address=entry.sender_address,
        at=entry.at,
        to=to_line(parties, me),
        snippet=entry.snippet,
        open=opened,
        mark=_mark(parties),
        clip=entry.has_attachments,
        body=body_of(entry) if opened else "",
        body_url=reverse("archive:body", args=[entry.pk]),
        menu_url=reverse("archive:menu", args=[entry.pk]),
        url=reverse("archive:entry", args=[entry.pk]),
    )


def sender_of(message: Message, parties: Sequence[Party], colleagues: Mapping[str, Member]) -> rows.Person:
    """Who wrote it: a colleague in his colour, somebody unknown with the question mark, else in grey."""
    entry = message.entry
    name = entry.sender_name or entry.sender_address
    ours = any(party.own for party in _senders(parties))
    colleague = colleagues.get(entry.sender_address) or (_by_name(name, colleagues) if ours else None)
    if colleague is not None:
        return rows.Person(colleague.name, hue=colleague.hue)
    if ours:
        return rows.Person(name, hue=OURS)
    if any(party.unknown for party in _senders(parties)):
        return rows.Person(name, kind="unknown")
    business = bool(message.relations) and message.relations[0].is_business
    return rows.Person(name, kind="company" if business and entry.direction == Direction.IN else "person")


def _by_name(name: str, colleagues: Mapping[str, Member]) -> Member | None:
    """Who wrote from an account that several share."""
    return next((one for one in colleagues.values() if one.name.casefold() == name.casefold()), None)


def _senders(parties: Iterable[Party]) -> list[Party]:
    return [party for party in parties if party.role == ParticipantRole.FROM]


def _mark(parties: Iterable[Party]) -> rows.Chip | None:
    unknown = any(party.unknown for party in _senders(parties))
    return rows.Chip(_("unknown"), tone="care") if unknown else None


def to_line(parties: Iterable[Party], me: Member) -> str:
    """To whom: "to me, Joris Bakker, cc Anna and 3 others"."""
    by_role = {
        role: [_named(party, me) for party in parties if party.role == role]
        for role in (ParticipantRole.TO, ParticipantRole.CC)
    }
    said = []
    if by_role[ParticipantRole.TO]:
        said.append(_("to %(names)s") % {"names": _some(by_role[ParticipantRole.TO])})
    if by_role[ParticipantRole.CC]:
        said.append(_("cc %(names)s") % {"names": _some(by_role[ParticipantRole.CC])})
    return ", ".join(said)


def _named(party: Party, me: Member) -> str:
    return _("me") if party.address == me.email.lower() else party.shown


def _some(names: list[str]) -> str:
    shown = list(dict.fromkeys(names))
    if len(shown) <= NAMED:
        return ", ".join(shown)
    more = _("and %(count)d others") % {"count": len(shown) - NAMED + 1}
    return f"{', '.join(shown[: NAMED - 1])} {more}"


def face(relation: LinkedRelation) -> rows.Person:
    """A linked relation's picture and name."""
    return rows.Person(relation.name, kind="company" if relation.is_business else "person")


def card_url(relation_id: int) -> str:
    """The address of a relation's card."""
    return numbered("relations:card", relation_id)
