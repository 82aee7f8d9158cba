"""Which company one works in, and who may no longer come in."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils.timezone import now

from spindle.accounts.models import Membership
from spindle.accounts.queries import MEMBERSHIP
from spindle.organisations.models import Organisation

# So often a request writes that somebody is at work.
SEEN_EVERY = timedelta(minutes=5)


def choose_company(session: SessionBase, membership: Membership) -> None:
    """From now on this session works in that company, and the next sign-in leads there."""
    session[MEMBERSHIP] = membership.pk
    Membership.objects.filter(pk=membership.pk).update(seen_at=now())


def note_seen(membership: Membership) -> None:
    """This member is at work; written once in five minutes."""
    if membership.seen_at is None or membership.seen_at < now() - SEEN_EVERY:
        Membership.objects.filter(pk=membership.pk).update(seen_at=now())


def close_membership(organisation: Organisation, member_id: int) -> None:
    """This member may not come in any more; twice is the same as once."""
    Membership.objects.filter(organisation=organisation, member_id=member_id).update(active=False)


def open_membership(organisation: Organisation, member_id: int) -> None:
    """This member may come in again."""
    Membership.objects.filter(organisation=organisation, member_id=member_id).update(active=True)
