"""The people of the active company, as the door (`accounts.people`) adds and finds them."""

from __future__ import annotations

from django.db import transaction

from spindle.accounts.people import Newcomer
from spindle.journal.actions import record
from spindle.members.models import Member
from spindle.members.rights import Role

HUES = 6


class MemberPeople:
    """Fills the slot of `accounts.people`."""

    def add(self, newcomer: Newcomer) -> int:
        """The member's id; the same identity twice is the same member, active again, with the new role."""
        with transaction.atomic(using="organisation"):
            return _added(newcomer, role=newcomer.role).pk

    def add_first(self, newcomer: Newcomer) -> int:
        """Who founds the company is its first administrator."""
        with transaction.atomic(using="organisation"):
            return _added(newcomer, role=Role.ADMINISTRATOR).pk

    def find(self, member_id: int) -> Member | None:
        """The member with this id, or None."""
        return Member.objects.filter(pk=member_id).first()


def _added(newcomer: Newcomer, *, role: str) -> Member:
    member, _new = Member.objects.update_or_create(
        identity=newcomer.identity_id,
        defaults={"email": newcomer.email, "role": role, "active": True},
        create_defaults={
            "email": newcomer.email,
            "role": role,
            "first_name": newcomer.first_name,
            "last_name": newcomer.last_name,
            "hue": Member.objects.count() % HUES + 1,
        },
    )
    record(
        "joined",
        subject="member",
        subject_id=member.pk,
        by=member.pk,
        after={"name": member.name, "role": role},
        topics=["members", "home"],
    )
    return member
