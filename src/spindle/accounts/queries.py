"""What the door asks: whose session is this, which companies, is sign-up open, is this invitation good."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from spindle.accounts.models import Identity, Invitation, Membership
from spindle.organisations.models import Organisation
from spindle.organisations.secrets import unseal

# In the session: the key of the membership under which one works.
MEMBERSHIP = "membership"
_NEVER = datetime.min.replace(tzinfo=UTC)


def memberships_of(identity: Identity) -> list[Membership]:
    """The companies that this identity may enter, with the company; the oldest first. One query."""
    return list(
        Membership.objects.filter(identity=identity, active=True)
        .select_related("organisation")
        .order_by("pk")
    )


def chosen(memberships: list[Membership], key: object) -> Membership | None:
    """The membership that the session names, else where one worked last, else the first; None without any."""
    for membership in memberships:
        if membership.pk == key:
            return membership
    return max(memberships, key=_last_seen, default=None)


def _last_seen(membership: Membership) -> tuple[datetime, int]:
    return membership.seen_at or _NEVER, -membership.pk


def last_seen(organisation: Organisation) -> dict[int, datetime]:
    """When each member of a company was last at work in it, by the member's id."""
    rows = Membership.objects.filter(organisation=organisation, seen_at__isnull=False)
    return dict(rows.values_list("member_id", "seen_at"))  # type: ignore[arg-type]  # not null, as asked


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


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name; UTC for one that this computer does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def today_at(organisation: Organisation) -> date:
    """The day that it is where the company is."""
    return datetime.now(zone_named(organisation.time_zone)).date()


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
    """The invitation behind a link, with its company; None when unknown, used, withdrawn or expired."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(token_hash=token_hash(token), used_at=None, withdrawn_at=None, expires__gt=now())
        .first()
    )


def message_of(invitation: Invitation) -> str:
    """The personal message; the invitation's company must be active."""
    return unseal(bytes(invitation.message)) if invitation.message else ""


def invitations_of(organisation: Organisation) -> list[Invitation]:
    """The invitations that nobody has used yet, expired ones too; the newest first."""
    return list(Invitation.objects.filter(organisation=organisation, used_at=None, withdrawn_at=None))


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of some addresses a company knows already."""

    members: frozenset[str]
    invited: frozenset[str]


def standing_of(organisation: Organisation, emails: Collection[str]) -> Standing:
    """Whose addresses are members' that may come in, and whose have an invitation that is still good."""
    members = Membership.objects.filter(
        organisation=organisation, active=True, identity__email__in=emails
    ).values_list("identity__email", flat=True)
    invited = Invitation.objects.filter(
        organisation=organisation, email__in=emails, used_at=None, withdrawn_at=None, expires__gt=now()
    ).values_list("email", flat=True)
    return Standing(frozenset(members), frozenset(invited))


def identity_with(email: str) -> Identity | None:
    """The identity with this address, whatever its case."""
    return Identity.objects.filter(email=email.strip().lower()).first()
