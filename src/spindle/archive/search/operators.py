"""The operators of a search, in English and Dutch. A new one is a function and a line in OPERATORS."""

import re
from collections.abc import Callable
from datetime import date, datetime, time

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from spindle.archive.search.asked import In, Part, Relations, Since, Until, Where, Word
from spindle.archive.search.tokens import HAS_ATTACHMENT, from_token, to_token
from spindle.archive.time_key import first_key
from spindle.channels.addresses import normalise
from spindle.channels.contract import Place
from spindle.ui.dates import reader, say


class NotUnderstood(Exception):
    """An operator's value makes no sense; the text is a sentence for who typed it."""


# From an operator's value and whether a minus stood before it. Raises `NotUnderstood`.
Operator = Callable[[str, bool], Part]

_ADDRESS = re.compile(r"[^@\s\"]+@[^@\s\"]+\.[^@\s\".]{2,}")
_PLACES = {
    "inbox": Place.INBOX, "postvak": Place.INBOX,
    "sent": Place.SENT, "verzonden": Place.SENT,
    "finished": Place.FINISHED, "afgerond": Place.FINISHED,
    "drafts": Place.DRAFTS, "concepten": Place.DRAFTS,
    "spam": Place.SPAM, "ongewenst": Place.SPAM,
    "trash": Place.TRASH, "prullenbak": Place.TRASH,
}  # fmt: skip
_ATTACHMENT = {"attachment", "attachments", "file", "bijlage", "bijlagen"}
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?")
_EXAMPLE = date(2026, 3, 31)
# As the company writes dates (product.md GE-2).
_YEAR_LAST = {
    "dmy": re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})"),
    "mdy": re.compile(r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[-/.](?P<year>\d{4})"),
}


def _from(value: str, negated: bool) -> Part:
    return _who(value, negated, Where.SENDER, from_token)


def _to(value: str, negated: bool) -> Part:
    return _who(value, negated, Where.RECIPIENTS, to_token)


def _who(value: str, negated: bool, where: Where, token: Callable[[str], str]) -> Part:
    """A whole address is one token; a part of it, or of a name, is looked for among the words."""
    if _ADDRESS.fullmatch(value) and (address := normalise(value)):
        return Word(token(address), Where.OURS, negated=negated)
    return Word(value, where, beginning=len(value) > 1, negated=negated)


def _relation(value: str, negated: bool) -> Part:
    return Relations(value, negated)


def _has(value: str, negated: bool) -> Part:
    if value.lower() not in _ATTACHMENT:
        raise NotUnderstood(_("“has:%(value)s” is not known; has:attachment is.") % {"value": value})
    return Word(HAS_ATTACHMENT, Where.OURS, negated=negated)


def _in(value: str, negated: bool) -> Part:
    place = _PLACES.get(value.lower())
    if place is None:
        raise NotUnderstood(
            _("“in:%(value)s” is not a folder. There are inbox, sent, finished, drafts, spam and trash.")
            % {"value": value}
        )
    return In(place.value, negated)


def _before(value: str, negated: bool) -> Part:
    return Since(_key(value)) if negated else Until(_key(value))


def _after(value: str, negated: bool) -> Part:
    return Until(_key(value)) if negated else Since(_key(value))


def _key(value: str) -> int:
    """The first key of a day, month or year in the reader's zone."""
    found = _YEAR_FIRST.fullmatch(value) or _YEAR_LAST[reader().order].fullmatch(value)
    try:
        if found is None:
            raise ValueError(value)
        day = date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
        return first_key(datetime.combine(day, time(), tzinfo=get_current_timezone()))
    except (ValueError, OverflowError):
        raise NotUnderstood(
            _("“%(value)s” is not a date. Write it as 2026-03-31 or %(example)s.")
            % {"value": value, "example": say(_EXAMPLE, "date")}
        ) from None


OPERATORS: dict[str, Operator] = {
    "from": _from, "van": _from,
    "to": _to, "aan": _to,
    "relation": _relation, "relatie": _relation,
    "has": _has, "heeft": _has,
    "in": _in,
    "before": _before, "voor": _before,
    "after": _after, "na": _after,
}  # fmt: skip
