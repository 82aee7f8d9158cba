"""The verbs of one message, for its menu wherever it stands."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.archive.queries import Message
from spindle.channels import registry
from spindle.ui.rows import MenuItem


def entry_menu(message: Message, *, may_write: bool) -> list[MenuItem]:
    """Linking, and the message as it came."""
    entry = message.entry
    writing = [
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
        *(writing if may_write else ()),
        MenuItem(_("Save the original"), icon="download", url=raw),
    ]


def link_url(entry_ids: list[int]) -> str:
    """The pop-up that links these entries to a relation."""
    return f"{reverse('archive:link')}?{_query(entry_ids)}"


def link_conversation_url(conversation_id: int) -> str:
    """The same for all that a member may read of a conversation."""
    return f"{reverse('archive:link')}?{urlencode({'conversation': conversation_id})}"


def links_url(relation_id: int, entry_ids: list[int]) -> str:
    """POST puts the entries into the relation's archive, DELETE takes them out."""
    return f"{reverse('archive:links', args=[relation_id])}?{_query(entry_ids)}"


def _query(entry_ids: list[int]) -> str:
    return urlencode([("entry", pk) for pk in entry_ids])
