"""Inviting colleagues (product.md ON-10): the link is shown to be copied, and mailed where SMTP is set up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from spindle.accounts import actions as accounts
from spindle.accounts.actions import Terms
from spindle.accounts.models import Invitation
from spindle.journal.actions import record
from spindle.members.actions.refusal import check_may_manage
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.models import Organisation

TOPICS = ["members", "home"]


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the secret of its link, which can be shown only now."""

    invitation: Invitation
    token: str = field(repr=False)


def invite(organisation: Organisation, email: str, role: Role, *, by: Member) -> Invited:
    """Invite one address as a role, without a word. Raises what `invite_all` raises."""
    (invited,) = invite_all(organisation, [email], role, by=by)
    return invited


def invite_all(
    organisation: Organisation, emails: Sequence[str], role: Role, *, terms: Terms | None = None, by: Member
) -> list[Invited]:
    """Invite each of these addresses, or none of them.

    Raises MayNot, or accounts.actions.AlreadyMember, AlreadyInvited or TooMany.
    """
    check_may_manage(by)
    with (
        transaction.atomic(using="organisation", durable=True),
        transaction.atomic(using="default"),
    ):
        return [_invited(organisation, email, role, terms=terms, by=by) for email in emails]


def _invited(
    organisation: Organisation, email: str, role: Role, *, terms: Terms | None, by: Member
) -> Invited:
    invitation, token = accounts.create_invitation(
        organisation, email, role=role.value, invited_by=by.name, terms=terms
    )
    _note("invited", invitation, by=by)
    return Invited(invitation, token)


def renew(invitation: Invitation, *, by: Member) -> Invited:
    """A new link for seven more days; the old one dies. Raises MayNot, or accounts.actions.InvitationGone or TooMany."""
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


def restore(invitation: Invitation, *, by: Member) -> None:
    """The link that was withdrawn works again. Raises MayNot, or accounts.actions.InvitationGone."""
    check_may_manage(by)
    with transaction.atomic(using="organisation", durable=True):
        accounts.restore_invitation(invitation)
        _note("invitation restored", invitation, by=by)


def _note(verb: str, invitation: Invitation, *, by: Member) -> None:
    record(
        verb,
        subject="invitation",
        subject_id=invitation.pk,
        by=by.pk,
        after={"email": invitation.email, "role": invitation.role, "language": invitation.language},
        topics=TOPICS,
    )
