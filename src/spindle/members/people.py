"""The people of the active company, as the door (`accounts.people`) adds and finds them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from spindle.accounts.people import Newcomer
from spindle.journal.actions import record
from spindle.members.mailboxes import mailboxes
from spindle.members.models import Member
from spindle.members.rights import Role

HUES = 6


class MemberPeople:
    """Fills the slot of `accounts.people`."""

    def add(self, newcomer: Newcomer) -> int:
        """The member's id; the same identity twice is the same member, active again, with the new role.

        The mailboxes come after it: one that is gone meanwhile keeps nobody out.
        """
        with transaction.atomic(using="organisation"):
            member = _added(newcomer, role=newcomer.role)
        inviter = Member.objects.filter(pk=newcomer.inviter or 0).first() or member
        for mailbox in newcomer.mailboxes:
            mailboxes().share(mailbox, member, by=inviter)
        return member.pk

    def add_first(self, newcomer: Newcomer) -> int:
        """Who founds the company is its first administrator."""
        with transaction.atomic(using="organisation"):
            return _added(newcomer, role=Role.ADMINISTRATOR).pk

    def find(self, member_id: int, *, today: date) -> Member | None:
        """The member with this id, or None; not active once he is no longer employed."""
        member = Member.objects.filter(pk=member_id).first()
        if member is not None and member.has_left(today):
            member.active = False
        return member


def _added(newcomer: Newcomer, *, role: str) -> Member:
    known = Member.objects.select_for_update().filter(identity=newcomer.identity_id).first()
    if known is not None and known.active:
        # An old invitation takes no role away.
        return known
    member = _returned(known, newcomer, role=role) if known else _new(newcomer, role=role)
    record(
        "joined",
        subject="member",
        subject_id=member.pk,
        by=member.pk,
        after={"name": member.name, "role": role},
        topics=["members", "home"],
    )
    return member


def _returned(member: Member, newcomer: Newcomer, *, role: str) -> Member:
    member.email, member.role, member.active, member.left_on = newcomer.email, role, True, None
    member.save(update_fields=["email", "role", "active", "left_on"])
    return member


def _new(newcomer: Newcomer, *, role: str) -> Member:
    return Member.objects.create(
        identity=newcomer.identity_id,
        email=newcomer.email,
        role=role,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        language=newcomer.language,
        hue=Member.objects.count() % HUES + 1,
    )
