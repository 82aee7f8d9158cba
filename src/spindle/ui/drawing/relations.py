"""A relation in a list, and an entry in a relation's archive."""

from django.utils.safestring import SafeString

from spindle.ui.drawing.entries import clip, current, finished, loads
from spindle.ui.drawing.menus import row_menu
from spindle.ui.drawing.moments import when
from spindle.ui.escaping import fill
from spindle.ui.markup import avatar, icon
from spindle.ui.rows import ArchiveRow, RelationRow


def relation_row(row: RelationRow, *, target: str = "") -> SafeString:
    """A relation. `target`: where a click loads the card (none: a page)."""
    return fill(
        '<li class="relation-row{}" id="relation-{}" data-row data-id="{}">{}'
        '<div class="cut"><span class="cut">{}</span><span class="cut muted small">{}</span></div>{}{}{}</li>',
        " is-employee" if row.employee else "",
        row.id,
        row.id,
        avatar(row.person, size="small"),
        row.person.name,
        row.under,
        when(row.at, "short"),
        _open(row.url, target, row.person.name, is_current=row.current),
        _tools(row.menu_url),
    )


def archive_row(row: ArchiveRow, *, target: str = "") -> SafeString:
    """An entry. `target`: where a click loads it ("#archive-preview")."""
    return fill(
        '<li class="archive-row{}" id="archive-{}" data-row data-id="{}">{}'
        '<div class="cut"><span class="cut">{}</span><span class="cut muted small">{}</span></div>'
        '<div class="archive-end">{}<span>{}{}</span></div>{}{}</li>',
        " is-unread" if row.unread else "",
        row.id,
        row.id,
        icon(row.icon, tone=row.tone),
        row.title,
        row.under,
        when(row.at, "row"),
        clip() if row.has_attachment else "",
        finished() if row.finished else "",
        _open(row.url, target, row.title, is_current=row.current),
        _tools(row.menu_url),
    )


def _open(url: str, target: str, label: str, *, is_current: bool) -> SafeString:
    return fill(
        '<a class="row-open" href="{}" data-open{} aria-label="{}"{}></a>',
        url,
        loads(url, target),
        label,
        current(shown=is_current),
    )


def _tools(menu_url: str) -> SafeString | str:
    return fill('<div class="row-tools">{}</div>', row_menu(menu_url)) if menu_url else ""
