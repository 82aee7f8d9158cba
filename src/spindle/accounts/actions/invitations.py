"""Inviting a colleague: a link that is good once, for seven days (product.md ON-10, part 3)."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from secrets import token_urlsafe

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from spindle.accounts.models import Identity, Invitation, Membership
from spindle.accounts.people import Newcomer, people
from spindle.accounts.queries import token_hash
from spindle.organisations.models import Organisation

GOOD_FOR = timedelta(days=7)


class AlreadyMember(Exception):
    """The address that is invited belongs to a member of this company."""


class InvitationGone(Exception):
    """The invitation was used, withdrawn, or has expired."""


def create_invitation(
    organisation: Organisation, email: str, *, role: str, invited_by: str
) -> tuple[Invitation, str]:
    """A new invitation and the secret of its link, which is kept nowhere. Raises AlreadyMember.

    An open invitation to the same address is replaced: its link no longer works.
    """
    email = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, identity__email=email, active=True).exists():
        raise AlreadyMember
    token = token_urlsafe(32)
    with transaction.atomic(using="default"):
        Invitation.objects.filter(organisation=organisation, email=email, used_at=None).delete()
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email,
            role=role,
            token_hash=token_hash(token),
            invited_by=invited_by,
            expires=now() + GOOD_FOR,
        )
    return invitation, token


def renew_invitation(invitation: Invitation) -> str:
    """A new secret and seven more days; the old link no longer works. Raises InvitationGone when used."""
    token = token_urlsafe(32)
    renewed = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(
        token_hash=token_hash(token), expires=now() + GOOD_FOR
    )
    if not renewed:
        raise InvitationGone
    return token


def withdraw_invitation(invitation: Invitation) -> None:
    """The link no longer works; twice is the same as once."""
    Invitation.objects.filter(pk=invitation.pk, used_at=None).delete()


def register(invitation: Invitation, *, first_name: str, last_name: str, password: str) -> Identity:
    """The identity of who was invited and has none yet. Raises InvitationGone when somebody was first."""
    try:
        return Identity.objects.create_user(
            invitation.email, password, first_name=first_name, last_name=last_name
        )
    except IntegrityError as error:
        raise InvitationGone from error


def accept(invitation: Invitation, *, identity: Identity) -> Membership:
    """The identity becomes a member. Raises InvitationGone; of two at once, one gets in.

    When it fails half-way the link stays good, and accepting again makes nothing double.
    """
    with ExitStack() as undo:
        _claim(invitation)
        undo.callback(Invitation.objects.filter(pk=invitation.pk).update, used_at=None)
        membership = _join(invitation, identity)
        undo.pop_all()
    return membership


def _claim(invitation: Invitation) -> None:
    claimed = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires__gt=now()).update(
        used_at=now()
    )
    if not claimed:
        raise InvitationGone


def _join(invitation: Invitation, identity: Identity) -> Membership:
    newcomer = Newcomer(
        identity_id=identity.pk,
        email=identity.email,
        first_name=identity.first_name,
        last_name=identity.last_name,
        role=invitation.role,
    )
    with invitation.organisation.active():
        member_id = people().add(newcomer)
    membership, _ = Membership.objects.update_or_create(
        identity=identity,
        organisation=invitation.organisation,
        defaults={"member_id": member_id, "active": True},
    )
    return membership
