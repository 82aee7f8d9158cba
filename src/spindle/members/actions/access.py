"""A member's role, and whether he may come in at all. Never is the company left without an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q

from spindle.accounts.actions import close_membership, open_membership
from spindle.journal.actions import record
from spindle.journal.live import put_out
from spindle.members.actions.refusal import LastAdministrator, check_may_manage
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.models import Organisation

TOPICS = ["members", "home"]


def change_role(member: Member, role: Role, *, by: Member) -> None:
    """Give another role. Raises MayNot or LastAdministrator."""
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        before = _held(member).role
        if before == role:
            return
        if role != Role.ADMINISTRATOR:
            _check_not_last(member)
        Member.objects.filter(pk=member.pk).update(role=role)
        _note("role changed", member, by=by, before={"role": before}, after={"role": role.value})


def set_leaving(
    member: Member, organisation: Organisation, left_on: date | None, *, today: date, by: Member
) -> None:
    """The first day on which he is no longer employed (product.md 2.2); from then on he may not come in.

    Raises MayNot or LastAdministrator. A day that has come shuts him out now; taking such a day away lets him in again.
    """
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        held = _held(member)
        if held.left_on != left_on:
            if left_on is not None:
                _check_not_last(member)
            Member.objects.filter(pk=member.pk).update(left_on=left_on)
            before, after = {"left_on": held.left_on}, {"left_on": left_on}
            _note("leaving changed", member, by=by, before=before, after=after)
        if held.active and left_on is not None and left_on <= today:
            _shut_out(member, organisation, by=by.pk)
        elif held.has_left(today) and (left_on is None or left_on > today):
            _let_in(member, organisation, by=by)


def deactivate(member: Member, organisation: Organisation, *, by: Member) -> None:
    """Shut him out, now: his next request signs him out, his open pages too. What he did stays.

    Raises MayNot or LastAdministrator.
    """
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        if _held(member).active:
            _check_not_last(member)
            _shut_out(member, organisation, by=by.pk)
        else:
            close_membership(organisation, member.pk)


def reactivate(member: Member, organisation: Organisation, *, today: date, by: Member) -> None:
    """Let him in again, with the role that he had. A day on which he left goes. Raises MayNot."""
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        held = _held(member)
        if held.has_left(today):
            Member.objects.filter(pk=member.pk).update(left_on=None)
            _note("leaving changed", member, by=by, before={"left_on": held.left_on}, after={"left_on": None})
        _let_in(held, organisation, by=by)


def end_employments(organisation: Organisation, *, today: date) -> int:
    """Shut out whose last day has passed; how many. For the worker: the door itself looks at the day too."""
    ended = Member.objects.filter(active=True, left_on__lte=today)
    with transaction.atomic(using="organisation", durable=True):
        members = list(ended.select_for_update().order_by("pk"))
        for member in members:
            _shut_out(member, organisation, by=None)
    return len(members)


def _held(member: Member) -> Member:
    """The member as he is now; nobody else changes him or an administrator until the transaction ends.

    All administrators, so that of two who take each other's role away one sees what the other did.
    """
    rows = Member.objects.filter(Q(role=Role.ADMINISTRATOR) | Q(pk=member.pk))
    return {row.pk: row for row in rows.select_for_update().order_by("pk")}[member.pk]


def _check_not_last(member: Member) -> None:
    """Who has a last day does not count: some day there would be nobody."""
    staying = Member.objects.filter(role=Role.ADMINISTRATOR, active=True, left_on=None)
    if staying.filter(pk=member.pk).exists() and not staying.exclude(pk=member.pk).exists():
        raise LastAdministrator


def _shut_out(member: Member, organisation: Organisation, *, by: int | None) -> None:
    Member.objects.filter(pk=member.pk).update(active=False)
    record(
        "deactivated",
        subject="member",
        subject_id=member.pk,
        by=by,
        before={"active": True},
        after={"active": False},
        topics=TOPICS,
    )
    close_membership(organisation, member.pk)
    transaction.on_commit(lambda: put_out(organisation.slug, member.pk), using="organisation")


def _let_in(member: Member, organisation: Organisation, *, by: Member) -> None:
    if Member.objects.filter(pk=member.pk, active=False).update(active=True):
        _note("reactivated", member, by=by, before={"active": False}, after={"active": True})
    open_membership(organisation, member.pk)


def _note(
    verb: str, member: Member, *, by: Member, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    record(verb, subject="member", subject_id=member.pk, by=by.pk, before=before, after=after, topics=TOPICS)
