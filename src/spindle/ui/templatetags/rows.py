"""The tags that draw rows and menus, each at once for a whole list: `{% entries rows target="#conversation" %}`."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from spindle.ui.drawing.entries import entry, entry_day
from spindle.ui.drawing.menus import menu_items
from spindle.ui.drawing.rail import bottom_bar, rail
from spindle.ui.drawing.relations import archive_row, relation_row
from spindle.ui.escaping import joined
from spindle.ui.navigation import Rail
from spindle.ui.rows import ArchiveRow, EntryDay, EntryRow, MenuItem, RelationRow

register = template.Library()


@register.simple_tag
def entries(rows: Iterable[EntryRow], *, target: str = "", words: Sequence[str] = ()) -> SafeString:
    """Messages in a list. `target`: where a click loads the conversation; `words`: what to mark."""
    return joined(entry(row, target=target, words=words or ()) for row in rows)


@register.simple_tag
def entry_days(days: Iterable[EntryDay], *, target: str = "", words: Sequence[str] = ()) -> SafeString:
    """The same under the days that they came on; the first may go on from the page before, without its heading."""
    return joined(entry_day(day, target=target, words=words or ()) for day in days)


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


@register.simple_tag(name="rail", takes_context=True)
def main_menu(context: Context) -> SafeString:
    """The rail of the context."""
    return rail(context.get("rail") or Rail(company=""), csrf_token=context.get("csrf_token", ""))


@register.simple_tag(name="bottom_bar", takes_context=True)
def phone_menu(context: Context) -> SafeString | str:
    """What stands for the rail on a phone."""
    return bottom_bar(context.get("rail") or Rail(company=""), csrf_token=context.get("csrf_token", ""))


@register.simple_tag
def once_a_language(template_name: str) -> SafeString:
    """A template that shows nothing but words, drawn once for each language."""
    return _drawn(template_name, get_language())


@lru_cache(maxsize=128)
def _drawn(template_name: str, _language: str | None) -> SafeString:
    return render_to_string(template_name)
