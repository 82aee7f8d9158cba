"""How often an appointment comes back, in words (RFC 5545 §3.3.10)."""

from datetime import date, datetime

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spindle.mail.parsing.calendar import Recurrence
from spindle.ui.dates import say

_WORKING_DAYS = (0, 1, 2, 3, 4)
_LAST = -1


def recurrence_words(rule: Recurrence) -> str:
    """ "Every 2 weeks on Monday and Thursday, until 3 May". What has no words here is said to repeat, no more."""
    every = _every(rule)
    if not every:
        return _("Repeats")
    return ", ".join(filter(None, (" ".join(filter(None, (every, _days(rule)))), _end(rule))))


def _every(rule: Recurrence) -> str:
    count = rule.interval
    if rule.more:
        return ""
    words = {
        "DAILY": ngettext("Every day", "Every {n} days", count),
        "WEEKLY": ngettext("Every week", "Every {n} weeks", count),
        "MONTHLY": ngettext("Every month", "Every {n} months", count),
        "YEARLY": ngettext("Every year", "Every {n} years", count),
    }.get(rule.frequency, "")
    return words.format(n=count)


def _days(rule: Recurrence) -> str:
    days = tuple(day for _which, day in rule.weekdays)
    if rule.month_days and rule.frequency in {"MONTHLY", "YEARLY"}:
        if rule.month_days == (_LAST,):
            return _("on the last day")
        if all(day > 0 for day in rule.month_days):
            return _("on day {days}").format(days=_list([str(day) for day in rule.month_days]))
        return ""
    if not days:
        return ""
    if days == _WORKING_DAYS and not any(which for which, _day in rule.weekdays):
        return _("on working days")
    return _("on {days}").format(days=_list([_weekday(which, day) for which, day in rule.weekdays]))


def _weekday(which: int, day: int) -> str:
    name = str(WEEKDAYS[day])
    named = {
        1: _("the first {day}"),
        2: _("the second {day}"),
        3: _("the third {day}"),
        4: _("the fourth {day}"),
        5: _("the fifth {day}"),
        _LAST: _("the last {day}"),
    }.get(which, "{day}")
    return named.format(day=name)


def _list(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("{some} and {last}").format(some=", ".join(words[:-1]), last=words[-1])


def _end(rule: Recurrence) -> str:
    if rule.until is not None:
        return _("until {day}").format(day=say(_as_day(rule.until), "day"))
    if rule.count is not None:
        return ngettext("{n} time", "{n} times", rule.count).format(n=rule.count)
    return ""


def _as_day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
