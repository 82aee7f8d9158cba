"""The one offer after a first synchronisation: finish what has lain in the inbox for more than 30 days (mail.md, rule 4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from spindle.archive import actions
from spindle.archive.models import Delivery
from spindle.archive.queries import deliveries_for
from spindle.archive.time_key import first_key
from spindle.channels.contract import Place
from spindle.channels.models import Account, AccountState
from spindle.journal.actions import record
from spindle.members.models import Member

DAYS = 30
# Counts are exact to here (architecture.md, "Lists and search").
COUNTED = 1000
# A transaction each, so that colleagues can write in between.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Offer:
    """How many messages are older; `many`: more than were counted."""

    count: int
    many: bool


@dataclass(frozen=True, slots=True)
class Span:
    """When a member's answer was carried out: what finds the copies again that it moved."""

    since: datetime
    until: datetime
    count: int


def offer_for(member: Member, boxes: Sequence[Account]) -> Offer | None:
    """The offer about these accounts of his that waits for the member's answer. One SELECT where one may be due."""
    accounts = [box for box in boxes if box.offers_older and box.state == AccountState.OK]
    if not accounts:
        return None
    counted = _older(member, accounts)[: COUNTED + 1].count()
    return Offer(min(counted, COUNTED), counted > COUNTED) if counted else None


def finish_older(*, by: Member) -> Span:
    """Finish them all, for all who share these accounts; they stay with their relations."""
    accounts, since = _offering(by), now()
    count = _in_chunks(lambda: _older(by, accounts), actions.finish, by=by)
    answer_offer(by=by)
    return Span(since, now(), count)


def unfinish_older(span: Span, *, by: Member) -> int:
    """Put back what this member's answer has moved."""
    moved = deliveries_for(by).filter(
        moved_by=by, moved_at__gte=span.since, moved_at__lte=span.until, place=Place.FINISHED.value
    )
    return _in_chunks(lambda: moved, actions.unfinish, by=by)


def answer_offer(*, by: Member) -> None:
    """The question is answered and does not come again for these accounts."""
    with transaction.atomic(using="organisation", durable=True):
        for account in _offering(by):
            Account.objects.filter(pk=account.pk).update(offers_older=False)
            record("answered older", subject="account", subject_id=account.pk, by=by.pk, topics=["inbox"])


def _offering(member: Member) -> list[Account]:
    """Accounts whose first synchronisation is done and that still ask."""
    return list(Account.objects.filter(members=member, offers_older=True, state=AccountState.OK))


def _older(member: Member, accounts: Sequence[Account]) -> QuerySet[Delivery]:
    """What was old when its account was connected; what grows old here is for people to finish."""
    old = Q(pk=None)
    for account in accounts:
        old |= Q(account=account, entry__lt=first_key(account.created_at - timedelta(days=DAYS)))
    return deliveries_for(member).filter(old, place=Place.INBOX.value)


def _in_chunks(rest: Callable[[], QuerySet[Delivery]], move: Callable[..., list[int]], *, by: Member) -> int:
    """Move until nothing is left; returns how many."""
    count = 0
    while ids := list(rest().order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        moved = len(move(ids, by=by))
        if not moved:
            break
        count += moved
    return count
