"""The tags that draw rows and menus, each at once for a whole list: `{% entries rows target="#conversation" %}`."""

from collections.abc import Iterable, Sequence

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from spindle.ui.drawing.entries import entry
from spindle.ui.drawing.kept import joined
from spindle.ui.drawing.menus import menu_items
from spindle.ui.drawing.relations import archive_row, relation_row
from spindle.ui.rows import ArchiveRow, EntryRow, MenuItem, RelationRow

register = template.Library()


@register.simple_tag
def entries(rows: Iterable[EntryRow], *, target: str = "", words: Sequence[str] = ()) -> SafeString:
    """Messages in a list. `target`: where a click loads the conversation; `words`: what to mark."""
    return joined(entry(row, target=target, words=words or ()) for row in rows)


@register.simple_tag
def relation_rows(rows: Iterable[RelationRow], *, target: str = "") -> SafeString:
    """Relations in a list. `target`: where a click loads the card."""
    return joined(relation_row(row, target=target) for row in rows)


@register.simple_tag
def archive_rows(rows: Iterable[ArchiveRow], *, target: str = "") -> SafeString:
    """Entries in a relation's archive. `target`: where a click loads one."""
    return joined(archive_row(row, target=target) for row in rows)


@register.simple_tag(name="menu_items", takes_context=True)
def menu_lines(context: Context, items: Iterable[MenuItem] = ()) -> SafeString:
    """The lines of a menu."""
    return menu_items(items or (), csrf_token=context.get("csrf_token", ""))
