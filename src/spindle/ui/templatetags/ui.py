"""The tags that pages are written with. What each takes is in README.md and on the page of components (/ui/)."""

import json
from collections.abc import Sequence

from django import template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from spindle.ui import fields, markup, responses
from spindle.ui.drawing.moments import when
from spindle.ui.markup import Attribute
from spindle.ui.rows import Person

register = template.Library()

register.simple_tag(markup.icon, name="icon")
register.filter("initials", markup.initials)
register.simple_tag(markup.badge, name="badge")
register.simple_tag(markup.dot, name="dot")
register.simple_tag(when)
register.filter("number", markup.number)


@register.simple_tag
def avatar(
    who: Person | str,
    kind: str = "person",
    hue: int = 0,
    size: str = "",
    *,
    channel: str = "",
    label: str = "",
    reading: bool = False,
    online: bool = False,
) -> SafeString:
    """A face, of a `rows.Person` or of a name."""
    if isinstance(who, Person):
        return markup.avatar(who, size=size, label=label)
    shape = {"company": "company", "unknown": "unknown"}.get(kind, "person")
    return markup.avatar(
        Person(who, shape, hue, channel, label, reading, online),  # type: ignore[arg-type]  # one of the three, as above
        size=size,
    )


@register.simple_tag
def chip(
    text: str, icon: str = "", href: str = "", *, tone: str = "", hue: int = 0, small: bool = False
) -> SafeString:
    """A small word with a meaning."""
    return markup.chip(text, name=icon, url=href, tone=tone, hue=hue, small=small)


@register.simple_tag
def button(
    label: str,
    icon: str = "",
    *,
    kind: str = "",
    size: str = "",
    place: str = "",
    only_icon: bool = False,
    href: str = "",
    type: str = "button",  # noqa: A002  the attribute's own name
    shortcut: str = "",
    count: int | None = None,
    caret: bool = False,
    busy: bool = False,
    pressed: bool | None = None,
    dialog: bool = False,
    close: bool = False,
    **attrs: Attribute,
) -> SafeString:
    """A button, or with `href` a link that looks like one. `place` is push, only-narrow (a phone), only-small (less
    than a desk) or only-wide."""
    states: dict[str, Attribute] = {
        "type": None if href else type,
        "aria_busy": "true" if busy else None,
        "aria_pressed": None if pressed is None else str(bool(pressed)).lower(),
        "data_dialog": dialog,
        "data_close": close,
    }
    ends = markup.icon("chevron-down", size="tiny") if caret else markup.badge(count)
    return markup.button(
        label,
        name="loader-2" if busy else icon,
        style=markup.classes(kind, size, place),
        only_icon=only_icon,
        href=href,
        shortcut=shortcut,
        attrs=states | attrs,
        ends=ends,
    )


@register.inclusion_tag("ui/parts/field.html")
def field(
    bound: BoundField,
    *,
    hint: str = "",
    icon: str = "",
    reveal: bool = False,
    as_cards: bool = False,
    switch: bool = False,
    **attrs: Attribute,
) -> dict[str, fields.DrawnField]:
    """One field of a form with its label, hint and error."""
    shown = fields.drawn(
        bound, hint=hint, icon=icon, reveal=reveal, as_cards=as_cards, switch=switch, attrs=attrs
    )
    return {"field": shown}


@register.inclusion_tag("ui/parts/rule.html")
def rule(bound: BoundField, *, effect: str = "") -> dict[str, object]:
    """A setting with its label, what it means and, in `effect`, what its change does."""
    effect_id = f"{bound.auto_id}-effect"
    shown = fields.drawn(
        bound,
        hint="",
        icon="",
        reveal=False,
        as_cards=False,
        switch=True,
        attrs={},
    )
    return {"field": shown, "effect": effect, "effect_id": effect_id}


@register.simple_tag
def inline_control(bound: BoundField) -> SafeString:
    """The control of a field that is edited in place, for `ui/parts/inline_edit.html`."""
    attrs: dict[str, str | bool] = {"class": "inline-input", "autofocus": True}
    if bound.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}-error"}
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("ui/parts/banner.html")
def banner(
    tone: str = "", title: str = "", text: str = "", *, icon: str = "", alert: bool = False
) -> dict[str, str | bool]:
    """A bar that explains. One that asks for something is the part of the same name, with `actions`."""
    return {"tone": tone, "title": title, "text": text, "icon": icon, "alert": alert}


@register.filter
def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text with what was searched for marked; beginnings of words, whatever their case."""
    return markup.marked(text, words)


@register.filter
def filesize(size: int) -> str:
    """Bytes in the unit that a person reads: 284 kB, 1.8 MB. Thousands, as the mail server counts."""
    if size < 1000:
        return _("%(count)d bytes") % {"count": size}
    value = float(size)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.5 or unit == "GB":
            break
    digits = 0 if value >= 10 or unit == "kB" else 1
    return f"{number_format(round(value, digits), digits)}\u00a0{unit}"


@register.filter
def key_words(shortcut: str) -> str:
    """A key as it is shown in a menu."""
    return markup.key_words(shortcut)


@register.simple_tag(takes_context=True)
def querystring(context: Context, **changes: str | int | None) -> str:
    """The query of this page with these changes; None takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def flashed_toast(context: Context) -> str:
    """The toast that a redirect left for this page, as JSON; empty if there is none."""
    request = context.get("request")
    waiting = None if request is None else responses.flashed(request)
    return json.dumps(waiting) if waiting else ""
