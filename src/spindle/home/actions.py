"""What is done on Home: a restored company goes on; the recovery code is on paper."""

from __future__ import annotations

from hmac import compare_digest

from django.db import transaction

from spindle.home.queries import may_see_recovery
from spindle.journal.actions import record
from spindle.members.actions import MayNot
from spindle.members.models import Member
from spindle.organisations import recovery
from spindle.organisations.actions import nudge, set_paused
from spindle.organisations.models import Organisation

# The groups of the code that are typed back, counted from one; enough to tell that it is on paper.
ASKED = (3, 6)


def go_on(organisation: Organisation, *, by: Member) -> None:
    """A restored company fetches and sends again: whoever restored it has seen that it is the right one."""
    with transaction.atomic(using="organisation", durable=True):
        record("went on", subject="organisation", subject_id=organisation.pk, by=by.pk, topics=["accounts"])
    set_paused(organisation, paused=False)
    nudge("mail")


class NotTheCode(Exception):
    """What was typed is not in the code."""


def confirm_recovery(groups: tuple[str, str], organisation: Organisation, *, by: Member) -> None:
    """Note that somebody has the code on paper. Raises MayNot or NotTheCode; twice is the same as once."""
    if not may_see_recovery(by, organisation):
        raise MayNot
    code = recovery.show_code()
    parts = code.split("-")
    right = [
        compare_digest(parts[place - 1], _read(typed)) for place, typed in zip(ASKED, groups, strict=True)
    ]
    if not all(right):
        raise NotTheCode
    if recovery.is_confirmed():
        return
    with transaction.atomic(using="organisation", durable=True):
        record(
            "recovery code confirmed",
            subject="organisation",
            subject_id=organisation.pk,
            by=by.pk,
            topics=["accounts"],
        )
        recovery.confirm(code)


def _read(typed: str) -> str:
    """As it was printed, from what a hand typed: no I, L, O in the code (organisations/recovery.py)."""
    sign = {"I": "1", "L": "1", "O": "0"}
    return "".join(
        sign.get(letter, letter) for letter in typed.upper() if letter.isascii() and letter.isalnum()
    )
