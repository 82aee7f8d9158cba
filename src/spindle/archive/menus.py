"""The verbs of one message, for its menu wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.archive.queries import Message
from spindle.channels import registry
from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.ui.rows import MenuItem


def entry_menu(message: Message, member: Member) -> list[MenuItem]:
    """Its marks, linking, and the message as it came."""
    entry = message.entry
    writing = [
        *_marks(message, member),
        MenuItem(kind="rule"),
        MenuItem(
            _("Link to a relation…"), icon="link", url=link_url([entry.pk]), dialog=True,
        ),
        *(
            MenuItem(
                _("Unlink from %(name)s") % {"name": relation.name},
                icon="x", url=links_url(relation.id, [entry.pk]), method="delete",
            )
            for relation in message.relations
        ),
        MenuItem(kind="rule"),
    ]  # fmt: skip
    raw = registry.get(entry.channel).raw_url(entry.pk)
    return [
        *(writing if member.may_write else ()),
        MenuItem(_("Save the original"), icon="download", url=raw),
    ]


def _marks(message: Message, member: Member) -> list[MenuItem]:
    """Private only what is the member's to make so, or to make public again."""
    pk = [message.entry.pk]
    owner = message.entry.private_to_id
    marks = [
        MenuItem(_("Remove the highlight"), "flag", highlight_url(pk), "delete")
        if message.highlighted
        else MenuItem(_("Highlight"), "flag", highlight_url(pk), "post")
    ]
    if owner is None and message.deliveries:
        marks.append(MenuItem(_("Make private"), "lock", private_url(pk), "post"))
    if owner is not None and (owner == member.pk or member.has(Right.SEE_PRIVATE_MESSAGES)):
        marks.append(MenuItem(_("No longer private"), "lock", private_url(pk), "delete"))
    return marks


def highlight_url(entry_ids: Sequence[int]) -> str:
    """POST makes these entries stand out, DELETE no more."""
    return f"{reverse('archive:highlight')}?{_query(entry_ids)}"


def private_url(entry_ids: Sequence[int]) -> str:
    """POST makes these entries private, DELETE no more."""
    return f"{reverse('archive:private')}?{_query(entry_ids)}"


def link_url(entry_ids: list[int]) -> str:
    """The pop-up that links these entries to a relation."""
    return f"{reverse('archive:link')}?{_query(entry_ids)}"


def link_conversation_url(conversation_id: int) -> str:
    """The same for all that a member may read of a conversation."""
    return f"{_link()}?conversation={conversation_id}"


# Asked for once a row.
@cache
def _link() -> str:
    return reverse("archive:link")


def links_url(relation_id: int, entry_ids: list[int]) -> str:
    """POST puts the entries into the relation's archive, DELETE takes them out."""
    return f"{reverse('archive:links', args=[relation_id])}?{_query(entry_ids)}"


def _query(entry_ids: Sequence[int]) -> str:
    return urlencode([("entry", pk) for pk in entry_ids])
