"""The menu of a conversation: everything that can be done with it, with its keys."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spindle.archive.menus import link_conversation_url
from spindle.archive.presenting import card_url
from spindle.archive.queries import LinkedRelation
from spindle.inbox.listing import Listing
from spindle.inbox.rows import actions_for
from spindle.members.models import Member
from spindle.ui.rows import MenuItem


def conversation_menu(
    conversation_id: int, relations: list[LinkedRelation], listing: Listing, member: Member
) -> list[MenuItem]:
    """Open, the verbs of the folder, linking, and the cards of its relations."""
    rule = MenuItem(kind="rule")
    verbs = actions_for(listing, conversation_id, may_write=member.may_write)
    gentle = [item for item in verbs if not item.danger]
    items = [
        MenuItem(_("Open"), icon="mail", url=listing.conversation_url(conversation_id), key="o"),
        *gentle,
    ]
    if member.may_write:
        link = link_conversation_url(conversation_id)
        items.append(MenuItem(_("Link to a relation…"), icon="link", url=link, key="l", dialog=True))
    cards = [
        MenuItem(
            _("Card of %(name)s") % {"name": relation.name},
            icon="building" if relation.is_business else "user",
            url=card_url(relation.id),
        )
        for relation in relations
    ]
    danger = [item for item in verbs if item.danger]
    return [*items, *([rule, *cards] if cards else []), *([rule, *danger] if danger else [])]
