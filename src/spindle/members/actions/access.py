"""A member's role, and whether he may come in at all. Never is the company left without an administrator."""

from __future__ import annotations

from django.db import transaction

from spindle.accounts.actions import close_membership, open_membership
from spindle.journal.actions import record
from spindle.members.actions.refusal import LastAdministrator, check_may_manage
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.models import Organisation

TOPICS = ["members", "home"]


def change_role(member: Member, role: Role, *, by: Member) -> None:
    """Give another role. Raises MayNot or LastAdministrator."""
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        locked = Member.objects.select_for_update().get(pk=member.pk)
        before = locked.role
        if before == role:
            return
        if role != Role.ADMINISTRATOR:
            _check_not_last(locked)
        Member.objects.filter(pk=member.pk).update(role=role)
        record(
            "role changed",
            subject="member",
            subject_id=member.pk,
            by=by.pk,
            before={"role": before},
            after={"role": role.value},
            topics=TOPICS,
        )


def deactivate(member: Member, organisation: Organisation, *, by: Member) -> None:
    """Shut him out, now: his next request signs him out. What he did stays. Raises MayNot or LastAdministrator."""
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        locked = Member.objects.select_for_update().get(pk=member.pk)
        if locked.active:
            _check_not_last(locked)
            _set_active(member, active=False, by=by)
        close_membership(organisation, member.pk)


def reactivate(member: Member, organisation: Organisation, *, by: Member) -> None:
    """Let him in again, with the role that he had. Raises MayNot."""
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        if not Member.objects.select_for_update().get(pk=member.pk).active:
            _set_active(member, active=True, by=by)
        open_membership(organisation, member.pk)


def _check_not_last(member: Member) -> None:
    others = Member.objects.filter(role=Role.ADMINISTRATOR, active=True).exclude(pk=member.pk)
    if member.role == Role.ADMINISTRATOR and not others.exists():
        raise LastAdministrator


def _set_active(member: Member, *, active: bool, by: Member) -> None:
    Member.objects.filter(pk=member.pk).update(active=active)
    record(
        "reactivated" if active else "deactivated",
        subject="member",
        subject_id=member.pk,
        by=by.pk,
        before={"active": not active},
        after={"active": active},
        topics=TOPICS,
    )
