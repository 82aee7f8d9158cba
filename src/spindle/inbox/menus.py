"""The menu of a conversation: everything that can be done with it, with its keys."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spindle.archive.menus import link_conversation_url
from spindle.archive.presenting import card_url
from spindle.channels.contract import Direction
from spindle.inbox.listing import Listing
from spindle.inbox.queries import Reading
from spindle.inbox.rows import actions_for, verb_url
from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.ui.rows import MenuItem


def conversation_menu(reading: Reading, listing: Listing, member: Member) -> list[MenuItem]:
    """Open, the verbs of the folder, marks and linking, more of the same sender, and the cards of its relations."""
    conversation_id = reading.view.id
    rule = MenuItem(kind="rule")
    verbs = actions_for(listing, conversation_id, may_write=member.may_write)
    gentle = [item for item in verbs if not item.danger]
    items = [
        MenuItem(_("Open"), icon="mail", url=listing.conversation_url(conversation_id), key="o"),
        *gentle,
    ]
    if member.may_write:
        items += [rule, *_marks(reading, listing, member)]
        link = link_conversation_url(conversation_id)
        items.append(MenuItem(_("Link to a relation…"), icon="link", url=link, key="l", dialog=True))
    cards = [
        MenuItem(
            _("Card of %(name)s") % {"name": relation.name},
            icon="building" if relation.is_business else "user",
            url=card_url(relation.id),
        )
        for relation in reading.relations
    ]
    cards = [*_narrowing(reading, listing), *cards]
    danger = [item for item in verbs if item.danger]
    return [*items, *([rule, *cards] if cards else []), *([rule, *danger] if danger else [])]


def _marks(reading: Reading, listing: Listing, member: Member) -> list[MenuItem]:
    """Standing out, and private as far as that is the member's to say."""
    pk = reading.view.id
    highlighted = any(message.highlighted for message in reading.messages)
    owners = {message.entry.private_to_id for message in reading.messages} - {None}
    marks = [
        MenuItem(_("Remove the highlight"), "flag", verb_url("plain", listing, pk), "post", "h")
        if highlighted
        else MenuItem(_("Highlight"), "flag", verb_url("highlight", listing, pk), "post", "h")
    ]
    if any(message.entry.private_to_id is None and message.deliveries for message in reading.messages):
        marks.append(MenuItem(_("Make private"), "lock", verb_url("private", listing, pk), "post"))
    if member.pk in owners or (owners and member.has(Right.SEE_PRIVATE_MESSAGES)):
        marks.append(MenuItem(_("No longer private"), "lock", verb_url("public", listing, pk), "post"))
    return marks


def _narrowing(reading: Reading, listing: Listing) -> list[MenuItem]:
    """The list with nothing but the messages of who wrote last."""
    incoming = [one.entry for one in reading.messages if one.entry.direction == Direction.IN]
    if not incoming or not incoming[-1].sender_address:
        return []
    address = incoming[-1].sender_address
    only = _("Only %(address)s") % {"address": address}
    return [MenuItem(only, "filter", listing.narrowed(address=address, words="").url())]
