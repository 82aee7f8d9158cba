"""The small pieces of markup that stand on every row, as functions: half the time of a template include."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from spindle.ui.escaping import fill, joined
from spindle.ui.rows import Person

Attribute = str | int | bool | None


def classes(*names: str) -> str:
    """Class names in order, the empty ones left out."""
    return " ".join(name for name in names if name)


def attributes(given: Mapping[str, Attribute]) -> SafeString:
    """Keyword arguments as HTML attributes: `hx_post` is hx-post, `hx_target__inherited` is hx-target:inherited.

    True is a bare attribute; False, None and "" are left out.
    """
    named = {key.replace("__", ":").replace("_", "-"): value for key, value in given.items()}
    kept = {
        key: value for key, value in named.items() if value is not None and value is not False and value != ""
    }
    return flatatt(kept)


@lru_cache(maxsize=1024)
def icon(name: str, *, label: str = "", size: str = "", tone: str = "", css: str = "") -> SafeString:
    """A picture from the sprite: for the eye only, or with a label for who listens."""
    spoken = fill('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return fill(
        '<svg class="{}" {}><use href="{}#i-{}"/></svg>',
        classes("logo" if name == "logo" else "icon", size, tone, css),
        spoken,
        static("ui/built/icons.svg"),
        name,
    )


def initials(name: str) -> str:
    """Two letters for a face: of the first and the last word that begin with a letter, or the first two of one."""
    words = [word for word in name.replace("(", " ").split() if word[:1].isalnum()]
    if not words:
        return name[:1].upper() or "?"
    letters = words[0][:1] + words[-1][:1] if len(words) > 1 else words[0][:2]
    return letters.upper()


def avatar(person: Person, *, size: str = "", label: str = "") -> SafeString:
    """A face. Without a label it is for the eye only, because the name stands beside it."""
    spoken = label or person.label
    if person.kind == "unknown":
        spoken = spoken or _("Unknown sender")
    name = classes(
        "avatar",
        size,
        "" if person.kind == "person" else person.kind,
        f"hue-{person.hue}" if person.hue else "",
        "is-reading" if person.reading else "",
        "online" if person.online else "",
    )
    return fill(
        '<span class="{}" {}>{}{}</span>',
        name,
        fill('role="img" aria-label="{0}" title="{0}"', spoken)
        if spoken
        else mark_safe('aria-hidden="true"'),
        "?" if person.kind == "unknown" else initials(person.name),
        _channel(person.channel),
    )


def _channel(channel: str) -> SafeString:
    if not channel:
        return SafeString()
    return fill('<span class="channel">{}</span>', icon(f"brand-{channel}", tone=channel))


def chip(
    text: str, *, name: str = "", url: str = "", tone: str = "", hue: int = 0, small: bool = False
) -> SafeString:
    """A small word with a meaning; with an address it is a link. `name` is its icon."""
    return fill(
        '<{0} class="{1}"{2}>{3}{4}</{0}>',
        "a" if url else "span",
        classes("chip", "small" if small else "", tone, f"hue-{hue}" if hue else ""),
        attributes({"href": url}),
        icon(name) if name else "",
        fill('<span class="cut">{}</span>', text),
    )


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text with these words in <mark>, at the beginning of a word and in any case."""
    wanted = "|".join(re.escape(word) for word in sorted(words or (), key=len, reverse=True) if word)
    if not wanted:
        return conditional_escape(text)
    parts = re.split(rf"(?<!\w)({wanted})", text, flags=re.IGNORECASE)
    return joined(fill("<mark>{}</mark>", part) if at % 2 else part for at, part in enumerate(parts))


def number(value: float | None) -> str:
    """12480 as 12,480 or 12.480, by language."""
    return "" if value is None else number_format(value, use_l10n=True, force_grouping=True)


def badge(count: int | str | None, *, tone: str = "") -> SafeString:
    """A number or one word; nothing for none, and no more than 999+."""
    if count is None or count in {0, ""}:
        return SafeString()
    shown = "999+" if isinstance(count, int) and count > 999 else str(count)
    return fill('<span class="{}">{}</span>', classes("badge", tone), shown)


def dot(*, tone: str = "", hue: int = 0) -> SafeString:
    """A coloured point that tells kinds apart; always beside words."""
    return fill('<span class="{}"></span>', classes("dot", tone, f"hue-{hue}" if hue else ""))


def key_words(shortcut: str) -> str:
    """A key as it is shown: "e" is E, "g i" is G I, "Ctrl+k" is Ctrl K, "Escape" is Esc."""
    parts = shortcut.replace("Escape", "Esc").replace("+", " ").split()
    return " ".join(part.upper() if len(part) == 1 else part for part in parts)


def button(
    label: str,
    *,
    name: str,
    style: str,
    only_icon: bool,
    href: str,
    shortcut: str,
    attrs: Mapping[str, Attribute],
    ends: SafeString,
) -> SafeString:
    """A button, or a link that looks like one. `ends` is what follows the words: a count, a caret."""
    title = f"{label} ({key_words(shortcut)})" if shortcut else (label if only_icon else "")
    named = {"aria_label": label if only_icon else None, "title": title, "data_shortcut": shortcut}
    return fill(
        '<{0} class="{1}"{2}>{3}{4}{5}</{0}>',
        "a" if href else "button",
        classes("button", style, "only-icon" if only_icon else ""),
        attributes({"href": href} | named | dict(attrs)),
        icon(name, css="large" if style.endswith("large-icon") else "") if name else "",
        "" if only_icon else conditional_escape(label),
        ends,
    )
