"""Menus: the lines of one, and the one of a row, which is fetched when it is opened."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from spindle.ui import markup
from spindle.ui.drawing.kept import by_language
from spindle.ui.escaping import fill, joined
from spindle.ui.markup import icon
from spindle.ui.rows import MenuItem


def menu_items(items: Iterable[MenuItem], *, csrf_token: object = "") -> SafeString:
    """The lines of a menu. `csrf_token` goes into those that are plain forms."""
    return joined(_line(item, csrf_token) for item in items)


def _line(item: MenuItem, csrf_token: object) -> SafeString:
    if item.kind == "rule":
        return mark_safe('<hr class="menu-rule">')
    if item.kind == "heading":
        return fill('<div class="menu-title" role="presentation">{}</div>', item.label)
    if item.method == "get" and item.url:
        return _link(item)
    if item.method == "form":
        return _form(item, csrf_token)
    return _copy(item) if item.copy else _button(item)


def _link(item: MenuItem) -> SafeString:
    return fill(
        '<a class="menu-item{}" role="menuitem" tabindex="-1" href="{}"{}>{}</a>',
        " danger" if item.danger else "",
        item.url,
        markup.attributes(
            {
                "hx_get": item.url if item.target else "",
                "hx_target": item.target,
                "data_dialog": item.dialog,
                "aria_current": "true" if item.current else "",
            }
        ),
        _words(item),
    )


def _form(item: MenuItem, csrf_token: object) -> SafeString:
    return fill(
        '<form method="post" action="{}" role="none"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button type="submit" class="menu-item{}" role="menuitem" tabindex="-1">{}</button></form>',
        item.url,
        csrf_token,
        " danger" if item.danger else "",
        _words(item),
    )


def _copy(item: MenuItem) -> SafeString:
    return fill(
        '<button type="button" class="menu-item" role="menuitem" tabindex="-1" data-copy="{}">{}</button>',
        item.copy,
        _words(item),
    )


def _button(item: MenuItem) -> SafeString:
    return fill(
        '<button type="button" class="menu-item{}" role="menuitem" tabindex="-1"{}>{}</button>',
        " danger" if item.danger else "",
        markup.attributes(
            {
                f"hx_{item.method}": item.url,
                "hx_target": item.target,
                "hx_swap": "" if item.target else "none",
                "hx_confirm": item.confirm,
                "data_optimistic": item.optimistic,
                "disabled": item.disabled,
            }
        ),
        _words(item),
    )


def _words(item: MenuItem) -> SafeString:
    return fill(
        "{}{}{}{}{}",
        icon(item.icon) if item.icon else "",
        item.label,
        icon("check", size="tiny", css="push") if item.current else "",
        fill('<span class="end">{}</span>', item.end) if item.end else "",
        fill("<kbd>{}</kbd>", markup.key_words(item.key)) if item.key else "",
    )


def row_menu(url: str) -> SafeString:
    """The menu of a row: behind its button, right click, Shift F10 and long press. Asks `url` for its lines."""
    return fill('<sp-menu data-context data-src="{}">{}</sp-menu>', url, _row_menu())


@by_language
def _row_menu() -> SafeString:
    return fill(
        '<button type="button" class="button plain small only-icon" aria-haspopup="menu" aria-expanded="false"'
        ' aria-label="{0}" title="{0}" tabindex="-1">{1}</button>'
        '<div class="menu" role="menu" popover aria-label="{0}" hx-morph-skip>'
        '<span class="menu-wait"><span class="skeleton"></span></span></div>',
        _("More"),
        icon("dots"),
    )
