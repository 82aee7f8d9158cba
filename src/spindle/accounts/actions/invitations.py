"""Inviting a colleague: a link that is good once, for seven days (product.md ON-10, part 3)."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_urlsafe

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from spindle.accounts.actions.pace import check_pace, check_pace_of_links
from spindle.accounts.models import Identity, Invitation, MailState, Membership
from spindle.accounts.people import Newcomer, people
from spindle.accounts.queries import can_send_mail, standing_of, token_hash
from spindle.organisations.models import Organisation
from spindle.organisations.secrets import seal

GOOD_FOR = timedelta(days=7)
# How long a withdrawn invitation is kept.
KEPT_FOR = timedelta(days=30)


class AlreadyMember(Exception):
    """The address that is invited belongs to a member of this company."""


class AlreadyInvited(Exception):
    """The address has an invitation to this company that is still good."""


class InvitationGone(Exception):
    """The invitation was used, withdrawn, or has expired."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What goes along with an invitation.

    `language` is that of the mail, the page and the newcomer; `mailboxes` are keys of the company's accounts that he
    is to share; `inviter` is a member's id.
    """

    language: str = ""
    message: str = field(default="", repr=False)
    mailboxes: tuple[int, ...] = ()
    inviter: int | None = None


def create_invitation(
    organisation: Organisation, email: str, *, role: str, invited_by: str, terms: Terms | None = None
) -> tuple[Invitation, str]:
    """A new invitation and the secret of its link, which is kept nowhere.

    Raises AlreadyMember, AlreadyInvited or pace.TooMany. An expired one to the same address is replaced. With a
    message the company must be active, for it is sealed.
    """
    email, terms = email.strip().lower(), terms or Terms()
    standing = standing_of(organisation, [email])
    if standing.members:
        raise AlreadyMember
    if standing.invited:
        raise AlreadyInvited
    token = token_urlsafe(32)
    with transaction.atomic(using="default"):
        check_pace(organisation, email)
        _put_away(organisation, email)
        invitation = _created(organisation, email, token, role=role, invited_by=invited_by, terms=terms)
    return invitation, token


def _put_away(organisation: Organisation, email: str) -> None:
    """What stands in the way of a new one: an expired one. And those withdrawn long ago go for good."""
    theirs = Invitation.objects.filter(organisation=organisation, used_at=None)
    theirs.filter(email=email, withdrawn_at=None, expires__lte=now()).update(withdrawn_at=now())
    theirs.filter(withdrawn_at__lt=now() - KEPT_FOR).delete()


def _created(
    organisation: Organisation, email: str, token: str, *, role: str, invited_by: str, terms: Terms
) -> Invitation:
    try:
        with transaction.atomic(using="default"):
            return Invitation.objects.create(
                organisation=organisation,
                email=email,
                role=role,
                language=terms.language or organisation.language,
                message=seal(terms.message) if terms.message else b"",
                mailboxes=list(terms.mailboxes),
                token_hash=token_hash(token),
                invited_by=invited_by,
                inviter=terms.inviter,
                expires=now() + GOOD_FOR,
                mail=MailState.SENDING if can_send_mail() else "",
            )
    except IntegrityError as error:
        # Somebody else invited the same address at the same moment.
        raise AlreadyInvited from error


def renew_invitation(invitation: Invitation) -> str:
    """A new secret and seven more days; the old link no longer works.

    Raises InvitationGone when it was used or withdrawn, or pace.TooMany.
    """
    token = token_urlsafe(32)
    with transaction.atomic(using="default"):
        held = _unused(invitation).select_for_update().filter(withdrawn_at=None).first()
        if held is None:
            raise InvitationGone
        check_pace_of_links(held)
        held.token_hash, held.linked_at, held.expires = token_hash(token), now(), now() + GOOD_FOR
        held.mail, held.mail_words = MailState.SENDING if can_send_mail() else "", ""
        held.links += 1
        held.save()
    invitation.refresh_from_db()
    return token


def withdraw_invitation(invitation: Invitation) -> None:
    """The link no longer works; twice is the same as once."""
    _unused(invitation).filter(withdrawn_at=None).update(withdrawn_at=now())


def restore_invitation(invitation: Invitation) -> None:
    """The link that was withdrawn works again, until it would have expired.

    Raises InvitationGone when the address was invited anew meanwhile.
    """
    try:
        with transaction.atomic(using="default"):
            restored = _unused(invitation).update(withdrawn_at=None)
    except IntegrityError as error:
        raise InvitationGone from error
    if not restored:
        raise InvitationGone


def _unused(invitation: Invitation) -> QuerySet[Invitation]:
    return Invitation.objects.filter(pk=invitation.pk, used_at=None)


def note_mail(invitation: Invitation, *, state: MailState, words: str = "") -> bool:
    """What became of the mail with this link; False when there is a newer link by now."""
    return bool(
        Invitation.objects.filter(pk=invitation.pk, token_hash=invitation.token_hash).update(
            mail=state, mail_words=words[:300]
        )
    )


def register(invitation: Invitation, *, first_name: str, last_name: str, password: str) -> Identity:
    """The identity of who was invited and has none yet. Raises InvitationGone when somebody was first."""
    try:
        return Identity.objects.create_user(
            invitation.email,
            password,
            first_name=first_name,
            last_name=last_name,
            language=invitation.language,
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
    good = _unused(invitation).filter(withdrawn_at=None, expires__gt=now())
    if not good.update(used_at=now()):
        raise InvitationGone


def _join(invitation: Invitation, identity: Identity) -> Membership:
    organisation = invitation.organisation
    newcomer = Newcomer(
        identity_id=identity.pk,
        email=identity.email,
        first_name=identity.first_name,
        last_name=identity.last_name,
        role=invitation.role,
        language="" if invitation.language == organisation.language else invitation.language,
        mailboxes=tuple(invitation.mailboxes),
        inviter=invitation.inviter,
    )
    with organisation.active():
        member_id = people().add(newcomer)
    membership, _ = Membership.objects.update_or_create(
        identity=identity,
        organisation=organisation,
        defaults={"member_id": member_id, "active": True},
    )
    return membership
