"""The rail, and the bottom bar that a phone has for it: on every page, and again after each live event."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from spindle.ui import markup
from spindle.ui.drawing.menus import menu_items
from spindle.ui.escaping import fill, joined
from spindle.ui.markup import avatar, badge, icon
from spindle.ui.navigation import Rail, RailItem, RailSection


def rail(shown: Rail, *, csrf_token: object = "") -> SafeString:
    """The rail; with a `refresh_url` it fetches itself after the live events in `topics`."""
    refreshing = markup.attributes(
        {"hx_get": shown.refresh_url, "hx_trigger": shown.trigger, "hx_swap": "outerMorph"}
    )
    return fill(
        '<nav class="rail" id="rail" aria-label="{}"{}>'
        '<div class="rail-head">{}<div class="rail-actions">{}{}</div></div>'
        '<div class="rail-body"><ul class="rail-list">{}</ul>{}</div>{}</nav>',
        _("Main menu"),
        refreshing if shown.refresh_url else "",
        _company(shown, csrf_token),
        _find(shown.search_url, shown.search_keys) if shown.search_url else "",
        _new(shown, csrf_token) if shown.new_menu else "",
        joined(fill("<li>{}</li>", _item(item, current="page")) for item in shown.items),
        joined(map(_section, shown.sections)),
        _me(shown, csrf_token) if shown.me else "",
    )


def _company(shown: Rail, csrf_token: object) -> SafeString:
    inside = fill('{}<span class="cut">{}</span>', icon("logo"), shown.company or "Spindle")
    if not shown.company_menu:
        return fill('<span class="rail-company">{}</span>', inside)
    return fill(
        '<sp-menu class="rail-menu"><button type="button" class="rail-company" aria-haspopup="menu"'
        ' aria-expanded="false">{}{}</button>{}</sp-menu>',
        inside,
        icon("selector", size="tiny"),
        _menu(_("Company"), menu_items(shown.company_menu, csrf_token=csrf_token)),
    )


def _menu(label: str, lines: SafeString) -> SafeString:
    return fill('<div class="menu" role="menu" popover aria-label="{}">{}</div>', label, lines)


def _find(url: str, keys: str) -> SafeString:
    """The way into the palette; of its keys the first is shown."""
    return fill(
        '<a class="rail-find" href="{}" data-dialog data-tour="find" data-shortcut="{}" aria-keyshortcuts="{}">'
        "{}<span>{}</span><kbd>{}</kbd></a>",
        url,
        keys,
        keys.replace("Ctrl+k", "Control+K").replace(",", " "),
        icon("search"),
        _("Search"),
        markup.key_words(keys.partition(",")[0]),
    )


def _new(shown: Rail, csrf_token: object) -> SafeString:
    label = _("New")
    return fill(
        '<sp-menu data-tour="new"><button type="button" class="button primary {0}" aria-label="{1}" title="{1} (C)"'
        ' data-shortcut="c" aria-haspopup="menu" aria-expanded="false">{2}{3}</button>{4}</sp-menu>',
        "only-icon" if shown.search_url else "wide",
        label,
        icon("plus"),
        "" if shown.search_url else fill("<span>{}</span>", label),
        _menu(label, menu_items(shown.new_menu, csrf_token=csrf_token)),
    )


def _section(section: RailSection) -> SafeString:
    return fill(
        '<h2 class="rail-heading">{}{}</h2><ul class="rail-list">{}</ul>',
        section.label,
        _edit(section) if section.edit_url else "",
        joined(fill("<li>{}</li>", _item(item, current="true", bare=True)) for item in section.items),
    )


def _edit(section: RailSection) -> SafeString:
    return fill(
        '<a class="button plain only-icon small" href="{0}" data-dialog aria-label="{1}" title="{1}">{2}</a>',
        section.edit_url,
        section.edit_label,
        icon("pencil"),
    )


def _item(item: RailItem, *, current: str, bare: bool = False) -> SafeString:
    """A place. `bare`: its count is plain unless it tells of something unread."""
    key = item.shortcut
    return fill(
        '<a class="rail-item" href="{}"{} title="{}{}"{}>{}<span class="cut">{}</span>{}</a>',
        item.url,
        fill(' aria-current="{}"', current) if item.current else "",
        item.label,
        f" ({markup.key_words(key)})" if key else "",
        fill(' data-shortcut="{}"', key) if key else "",
        icon(item.icon),
        item.label,
        _count(item, bare=bare) if item.count else "",
    )


def _count(item: RailItem, *, bare: bool) -> SafeString:
    if item.unread:
        return fill('{}<span class="for-readers">{}</span>', badge(item.count, tone="accent"), _("unread"))
    return badge(item.count, tone="bare" if bare else "")


def _me(shown: Rail, csrf_token: object) -> SafeString:
    name = shown.me.name if shown.me else ""
    inside = fill('{}<span class="cut">{}</span>', avatar(shown.me, size="small") if shown.me else "", name)
    mine = (
        fill(
            '<sp-menu><button type="button" class="rail-company" aria-haspopup="menu" aria-expanded="false">{}'
            "</button>{}</sp-menu>",
            inside,
            _menu(name, menu_items(shown.me_menu, csrf_token=csrf_token)),
        )
        if shown.me_menu
        else inside
    )
    return fill(
        '<div class="rail-foot"><div class="rail-me" data-tour="me">{}{}</div></div>', mine, _online(shown)
    )


def _online(shown: Rail) -> SafeString | str:
    if not shown.online:
        return ""
    return fill(
        '<span class="avatars" role="group" aria-label="{}">{}</span>',
        _("Colleagues online"),
        joined(avatar(one, size="small", label=one.name) for one in shown.online),
    )


def bottom_bar(shown: Rail, *, csrf_token: object = "") -> SafeString | str:
    """The phone's main menu: four places, and the rest behind a button."""
    if not shown.items:
        return ""
    more = _("More")
    return fill(
        '<nav class="bottom-bar" aria-label="{0}">{1}<sp-menu><button type="button" aria-haspopup="menu"'
        ' aria-expanded="false">{2}<span>{3}</span></button>{4}</sp-menu></nav>',
        _("Main menu"),
        joined(map(_phone_item, shown.phone_items)),
        icon("menu-2", size="large"),
        more,
        _menu(more, menu_items(shown.more_items, csrf_token=csrf_token)),
    )


def _phone_item(item: RailItem) -> SafeString:
    return fill(
        '<a href="{}"{}>{}<span>{}</span>{}</a>',
        item.url,
        fill(' aria-current="{}"', "page") if item.current else "",
        icon(item.icon, size="large"),
        item.label,
        badge(item.count, tone="accent" if item.unread else ""),
    )
