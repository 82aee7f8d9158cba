"""What the door asks: whose session is this, which companies, is sign-up open, is this invitation good."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from spindle.accounts.models import Identity, Invitation, Membership
from spindle.organisations.models import Organisation

# In the session: the key of the membership under which one works.
MEMBERSHIP = "membership"


def memberships_of(identity: Identity) -> list[Membership]:
    """The companies that this identity may enter, with the company; the oldest first. One query."""
    return list(
        Membership.objects.filter(identity=identity, active=True)
        .select_related("organisation")
        .order_by("pk")
    )


def chosen(memberships: list[Membership], key: object) -> Membership | None:
    """The membership that the session names, else the first; None when there is none at all."""
    for membership in memberships:
        if membership.pk == key:
            return membership
    return memberships[0] if memberships else None


def member_of(session_key: str) -> tuple[str, int] | None:
    """The company's slug and the member's id for a session cookie, for what is served outside Django's views.

    None for a session that is unknown, expired, signed out, or made before the password changed.
    """
    session = SessionStore(session_key)
    identity = Identity.objects.filter(pk=session.get(SESSION_KEY) or 0, is_active=True).first()
    if identity is None or not _is_current(session, identity):
        return None
    membership = chosen(memberships_of(identity), session.get(MEMBERSHIP))
    return (membership.organisation.slug, membership.member_id) if membership else None


def _is_current(session: SessionStore, identity: Identity) -> bool:
    """Whether the session was made with the password that the identity has now (Django's own rule)."""
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), identity.get_session_auth_hash())


def signup_is_open() -> bool:
    """Whether a new company may sign up now (product.md part 3: open, first or closed)."""
    if settings.SPINDLE_SIGNUP == "first":
        return is_new()
    return bool(settings.SPINDLE_SIGNUP == "open")


def is_new() -> bool:
    """Whether nobody has signed up at this installation yet."""
    return not Organisation.objects.exists()


def can_send_mail() -> bool:
    """Whether this installation has an SMTP server for mail that Spindle itself sends."""
    return bool(settings.EMAIL_HOST)


def token_hash(token: str) -> str:
    """What is kept of an invitation's secret: SHA-256 in hex."""
    return sha256(token.encode()).hexdigest()


def open_invitation(token: str) -> Invitation | None:
    """The invitation behind a link, with its company; None when unknown, used or expired."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(token_hash=token_hash(token), used_at=None, expires__gt=now())
        .first()
    )


def invitations_of(organisation: Organisation) -> list[Invitation]:
    """The invitations that nobody has used yet, expired ones too; the newest first."""
    return list(Invitation.objects.filter(organisation=organisation, used_at=None))


def identity_with(email: str) -> Identity | None:
    """The identity with this address, whatever its case."""
    return Identity.objects.filter(email=email.strip().lower()).first()
