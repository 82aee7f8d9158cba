"""Which company one works in, and who may no longer come in."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase

from spindle.accounts.models import Membership
from spindle.accounts.queries import MEMBERSHIP
from spindle.organisations.models import Organisation


def choose_company(session: SessionBase, membership: Membership) -> None:
    """From now on this session works in that company."""
    session[MEMBERSHIP] = membership.pk


def close_membership(organisation: Organisation, member_id: int) -> None:
    """This member may not come in any more; twice is the same as once."""
    Membership.objects.filter(organisation=organisation, member_id=member_id).update(active=False)


def open_membership(organisation: Organisation, member_id: int) -> None:
    """This member may come in again."""
    Membership.objects.filter(organisation=organisation, member_id=member_id).update(active=True)
