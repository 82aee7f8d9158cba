"""The archive's part of a relation's card: its entries, the one that is open, what is not finished (product.md RL-5, CR-2)."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.archive.models import Entry, Link
from spindle.archive.presenting import body_of, card_url, to_line
from spindle.archive.queries import ArchiveRow, Page, messages_of, relation_archive
from spindle.archive.queries.parties import parties_of
from spindle.archive.queries.relation import relations_below
from spindle.archive.queries.unfinished import unfinished_at
from spindle.channels import registry
from spindle.channels.contract import Direction
from spindle.relations.models import Kind
from spindle.relations.parts import Asked, Part, Place, register
from spindle.ui import rows
from spindle.ui.addresses import numbered
from spindle.ui.rows import Chip, PanelItem, Tab

Context = dict[str, object]
PAGE = 50
# A card begins with so many: more than a screen shows. Those below are fetched when they come into sight.
FIRST = 30
# An archive that has been scrolled through this far is fetched again up to here after a live event.
MOST = 500
# What goes out looks different from what comes in, where there is an icon for it.
_SENT = {"mail": "mail-forward"}


def bring_parts() -> None:
    """Put the archive onto the card (from AppConfig.ready())."""
    register(Place.ARCHIVE, archive_part)
    register(Place.PREVIEW, preview_part)
    register(Place.DASHBOARD, unfinished_part)


def archive_part(asked: Asked) -> Part:
    """The list with the pane beside it; where no entry is asked for, with the newest, which that does not mark as read."""
    if asked.entry_id is not None:
        return Part("archive/relation.html", list_context(asked) | {"preview": _preview(asked)})
    page = _page(asked, before=None, shown=0)
    opened = replace(asked, entry_id=page.rows[0].entry.pk) if page.rows else asked
    preview = _preview(opened)
    context = _rows_context(opened, page, before=None, shown=0) | {"switch": _switch(asked)}
    return Part(
        "archive/relation.html",
        context | {"opened": opened.entry_id, "preview": preview | {"read_url": ""} if preview else None},
    )


def list_context(asked: Asked) -> Context:
    """The list with the switch between the whole company and this card alone (CR-2)."""
    return rows_context(asked) | {"switch": _switch(asked)}


def rows_context(asked: Asked, *, before: int | None = None, shown: int = 0) -> Context:
    """Rows alone. `shown` is how many were loaded already, so that none of them goes away."""
    return _rows_context(asked, _page(asked, before=before, shown=shown), before=before, shown=shown)


def _page(asked: Asked, *, before: int | None, shown: int) -> Page[ArchiveRow]:
    merged = asked.query.get("employees") != "0"
    limit = PAGE if before is not None else min(max(FIRST, shown), MOST)
    return relation_archive(asked.member, asked.relation, with_employees=merged, before=before, limit=limit)


def _rows_context(asked: Asked, page: Page[ArchiveRow], *, before: int | None, shown: int) -> Context:
    loaded = (shown if before is not None else 0) + len(page.rows)
    return {
        "entries": [_row(row, asked) for row in page.rows],
        "next_url": _list_url(asked, before=page.next, shown=loaded) if page.next else "",
        "shown": loaded,
        "rows_url": _list_url(asked),
        "live": f"relation-{asked.relation.pk} from:#live throttle:300ms",
        "none": not page.rows and before is None,
    }


def _list_url(asked: Asked, **more: int) -> str:
    query = {"employees": asked.query.get("employees", "")} | more
    return reverse("archive:relation", args=[asked.relation.pk]) + asked.listing.query(query)


def _switch(asked: Asked) -> list[Tab]:
    """Only where there are employees whose messages are merged in."""
    if asked.relation.kind != Kind.BUSINESS or not asked.relation.employees.filter(trashed_at=None).exists():
        return []
    alone = asked.query.get("employees") == "0"
    url = reverse("archive:relation", args=[asked.relation.pk])
    return [
        Tab(_("With employees"), url + asked.listing.query({}), current=not alone),
        Tab(_("Only this card"), url + asked.listing.query({"employees": 0}), current=alone),
    ]


def _row(row: ArchiveRow, asked: Asked) -> rows.ArchiveRow:
    entry = row.entry
    icon = registry.get(entry.channel).icon
    return rows.ArchiveRow(
        id=entry.pk,
        url=asked.listing.entry_url(asked.relation.pk, entry.pk),
        title=entry.subject or entry.snippet or _("(no subject)"),
        at=entry.at,
        icon=_SENT.get(icon, icon) if entry.direction == Direction.OUT else icon,
        under=_under(row, asked),
        unread=row.unread,
        current=entry.pk == asked.entry_id,
        finished=row.finished,
        has_attachment=entry.has_attachments,
        menu_url=numbered("archive:menu", entry.pk),
    )


def _under(row: ArchiveRow, asked: Asked) -> str:
    """Who wrote, or to whom; and at whose card it stands, when that is another one."""
    entry = row.entry
    who = entry.sender_name or entry.sender_address
    if entry.direction == Direction.OUT and entry.to_line:
        who = _("%(sender)s to %(names)s") % {"sender": who, "names": entry.to_line}
    elsewhere = row.at_relation.id != asked.relation.pk and row.at_relation.name not in who
    return f"{who} · {row.at_relation.name}" if elsewhere else who


def preview_part(asked: Asked) -> Part | None:
    """The entry that is open; None when it does not stand at this relation, or the member may not read it."""
    shown = _preview(asked)
    return Part("archive/_preview.html", shown) if shown else None


def _preview(asked: Asked) -> Context | None:
    entry_id = asked.entry_id
    if entry_id is None or asked.relation.trashed_at:
        return None
    here = Link.objects.filter(entry=entry_id, relation__in=relations_below(asked.relation)).exists()
    found = messages_of(asked.member, [entry_id]) if here else []
    if not found:
        return None
    message = found[0]
    return {
        "entry": message.entry,
        "subject": message.entry.subject or _("(no subject)"),
        "sender": message.entry.sender_name or message.entry.sender_address,
        "recipients": to_line(parties_of([message.entry])[entry_id], asked.member),
        "chips": [
            Chip(one.name, icon="building" if one.is_business else "user", url=card_url(one.id))
            for one in message.relations
            if one.id != asked.relation.pk
        ],
        "body": body_of(message.entry),
        "menu_url": reverse("archive:menu", args=[entry_id]),
        "read_url": reverse("archive:read", args=[entry_id]) if message.unread else "",
        "back_url": asked.listing.card_url(asked.relation.pk),
    }


def unfinished_part(asked: Asked) -> Part | None:
    """The dashboard's block of what is still to be handled; nothing when all is finished."""
    found = unfinished_at(asked.member, asked.relation)
    if not found.entries:
        return None
    items = [_item(entry, asked) for entry in found.entries]
    return Part("archive/_unfinished.html", {"items": items, "count": found.count})


def _item(entry: Entry, asked: Asked) -> PanelItem:
    return PanelItem(
        entry.subject or entry.snippet or _("(no subject)"),
        url=asked.listing.entry_url(asked.relation.pk, entry.pk),
        icon=registry.get(entry.channel).icon,
        at=entry.at,
        under=entry.sender_name,
    )
