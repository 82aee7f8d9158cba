"""A message in a list: the row of the inbox."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spindle.ui import markup
from spindle.ui.drawing.kept import by_language
from spindle.ui.drawing.menus import row_menu
from spindle.ui.drawing.moments import when
from spindle.ui.escaping import fill, joined
from spindle.ui.markup import avatar, icon
from spindle.ui.rows import EntryDay, EntryRow, MenuItem, Person


def entry(row: EntryRow, *, target: str = "", words: Sequence[str] = ()) -> SafeString:
    """The row. `target`: where a click loads the conversation (none: a page); `words`: what to mark."""
    return fill(
        '<li class="{}" id="entry-{}" data-row data-id="{}">{}<div>'
        '<div class="entry-line"><span class="entry-who"><span class="entry-name cut">{}</span>{}{}</span>{}</div>'
        '<div class="entry-line"><span class="entry-text cut">{}</span><span class="entry-marks">{}</span></div>'
        "</div>{}{}{}</li>",
        markup.classes("entry", "is-unread" if row.unread else "", "is-finished" if row.finished else ""),
        row.id,
        row.id,
        avatar(row.sender),
        row.sender.name,
        _count(row.count) if row.count > 1 else "",
        _beside(row),
        when(row.at, "list", css="entry-time"),
        _text(row, words),
        joined(_marks(row)),
        _open(row, target),
        _tools(row),
        joined(map(_key, row.keys)),
    )


def entry_day(day: EntryDay, *, target: str = "", words: Sequence[str] = ()) -> SafeString:
    """A day's rows under its heading."""
    return fill(
        "{}<ul>{}</ul>",
        fill('<h2 class="entries-day">{}</h2>', when(day.day, "day")) if day.day else "",
        joined(entry(row, target=target, words=words) for row in day.rows),
    )


def _count(count: int) -> SafeString:
    said = ngettext("%(count)s message", "%(count)s messages", count) % {"count": count}
    return fill('<span class="badge bare" title="{}">{}</span>', said, markup.number(count))


def _beside(row: EntryRow) -> SafeString | str:
    if row.mark:
        return markup.chip(row.mark.text, name=row.mark.icon, tone=row.mark.tone, small=True)
    return fill('<span class="entry-chip cut">{}</span>', row.beside) if row.beside else ""


def _text(row: EntryRow, words: Sequence[str]) -> SafeString:
    subject = markup.marked(row.subject, words) if words else row.subject
    return fill(
        "{}{}",
        fill("<b>{}</b> ", subject) if subject else "",
        markup.marked(row.snippet, words) if words else row.snippet,
    )


def _marks(row: EntryRow) -> list[SafeString]:
    found = []
    if row.flagged:
        found.append(_flagged())
    if row.private:
        found.append(_private())
    if row.has_attachment:
        found.append(clip())
    if row.finished:
        found.append(finished())
    faces = (*row.readers, row.assignee) if row.assignee else row.readers
    return [*found, *map(_face, faces)]


def _face(person: Person) -> SafeString:
    return avatar(person, size="tiny", label=person.name)


@by_language
def _flagged() -> SafeString:
    return icon("flag-filled", label=_("Highlighted"), size="tiny", tone="care")


@by_language
def _private() -> SafeString:
    return icon("lock", label=_("Private"), size="tiny")


@by_language
def clip() -> SafeString:
    """The sign that there is an attachment."""
    return icon("paperclip", label=_("Has an attachment"), size="tiny")


@by_language
def finished() -> SafeString:
    """The sign that it is handled."""
    return icon("circle-check", label=_("Finished"), size="tiny", tone="good")


def _open(row: EntryRow, target: str) -> SafeString:
    return fill(
        '<a class="entry-open" href="{}" data-open data-row-shortcut="o" data-shortcut-label="{}"{}'
        ' aria-label="{}{}"{}></a>',
        row.url,
        _("Open"),
        loads(row.url, target),
        f"{_('Unread')}: " if row.unread else "",
        row.title,
        current(shown=row.current),
    )


def loads(url: str, target: str) -> SafeString | str:
    """The attributes of a link that htmx loads into `target`; none without one."""
    if not target:
        return ""
    return fill(' hx-get="{}" hx-target="{}" hx-push-url="true"', url, target)


def current(*, shown: bool) -> SafeString | str:
    """The attribute of what is open now."""
    return mark_safe(' aria-current="true"') if shown else ""


def _tools(row: EntryRow) -> SafeString | str:
    if not (row.finish_url or row.trash_url or row.menu_url):
        return ""
    return fill(
        '<div class="entry-tools">{}{}{}</div>',
        _tool(row.finish_url, _("Finish"), "e", "check") if row.finish_url else "",
        _tool(row.trash_url, _("Delete"), "#", "trash") if row.trash_url else "",
        row_menu(row.menu_url) if row.menu_url else "",
    )


def _tool(url: str, label: str, key: str, sign: str) -> SafeString:
    return fill(
        '<button type="button" class="button plain only-icon small" tabindex="-1" aria-label="{0}" title="{0} ({1})"'
        ' data-row-shortcut="{2}" hx-post="{3}" hx-swap="none" data-optimistic="remove">{4}</button>',
        label,
        key.upper(),
        key,
        url,
        icon(sign),
    )


def _key(item: MenuItem) -> SafeString:
    if item.dialog:
        return fill(
            '<a hidden href="{}" data-dialog data-row-shortcut="{}">{}</a>', item.url, item.key, item.label
        )
    return fill(
        '<button type="button" hidden data-row-shortcut="{}" hx-{}="{}" hx-swap="none"{}>{}</button>',
        item.key,
        item.method,
        item.url,
        fill(' data-optimistic="{}"', item.optimistic) if item.optimistic else "",
        item.label,
    )
