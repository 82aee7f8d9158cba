"""A moment as an element."""

from datetime import date, datetime

from django.utils.safestring import SafeString

from spindle.ui import dates, markup
from spindle.ui.escaping import fill


def when(value: datetime | date | None, style: dates.Style = "list", *, css: str = "") -> SafeString:
    """A moment in words, exact on hover; nothing for None."""
    if value is None:
        return SafeString()
    preferences = dates.reader()
    due = dates.due_state(value, preferences=preferences) if style == "due" else ""
    exact, words = dates.say_in(value, "exact", style, preferences=preferences)
    named = markup.classes(css, due)
    return fill(
        '<time{} datetime="{}" title="{}">{}</time>',
        fill(' class="{}"', named) if named else "",
        dates.machine(value),
        exact,
        words,
    )
