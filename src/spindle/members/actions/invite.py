"""Inviting colleagues (product.md ON-10): the link is shown to be copied, and mailed where SMTP is set up."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from spindle.accounts import actions as accounts
from spindle.accounts.models import Invitation
from spindle.journal.actions import record
from spindle.members.actions.refusal import check_may_manage
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the secret of its link, which can be shown only now."""

    invitation: Invitation
    token: str = field(repr=False)


def invite(organisation: Organisation, email: str, role: Role, *, by: Member) -> Invited:
    """Invite an address as a role; one that is invited already gets a new link.

    Raises MayNot, or accounts.actions.AlreadyMember.
    """
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        invitation, token = accounts.create_invitation(
            organisation, email, role=role.value, invited_by=by.name
        )
        _note("invited", invitation, by=by)
    return Invited(invitation, token)


def renew(invitation: Invitation, *, by: Member) -> Invited:
    """A new link for seven more days. Raises MayNot, or accounts.actions.InvitationGone."""
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        token = accounts.renew_invitation(invitation)
        _note("invitation renewed", invitation, by=by)
    return Invited(invitation, token)


def withdraw(invitation: Invitation, *, by: Member) -> None:
    """The link no longer works. Raises MayNot."""
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        _note("invitation withdrawn", invitation, by=by)
        accounts.withdraw_invitation(invitation)


def _note(verb: str, invitation: Invitation, *, by: Member) -> None:
    record(
        verb,
        subject="invitation",
        subject_id=invitation.pk,
        by=by.pk,
        after={"email": invitation.email, "role": invitation.role},
        topics=["members", "home"],
    )
