"""Signing up: an identity, a company with its own encrypted database, and its first member (product.md ON-2, ON-3)."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError

from spindle.accounts.models import Identity, Membership
from spindle.accounts.people import Newcomer, people
from spindle.accounts.queries import identity_with, signup_is_open
from spindle.organisations.actions import create_organisation, delete_organisation
from spindle.organisations.models import Organisation


class SignUpClosed(Exception):
    """This installation takes no new companies now (SPINDLE_SIGNUP)."""


class AddressTaken(Exception):
    """The address has an identity already, and the password is not its password."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """What was typed on the sign-up page, and what the browser told: language code and IANA time zone."""

    first_name: str
    last_name: str
    company: str
    email: str
    password: str = field(repr=False)
    language: str
    time_zone: str


def sign_up(wish: SignUp) -> Membership:
    """The founder's membership of the new company. Raises SignUpClosed or AddressTaken.

    Who has an identity already founds another company with it, if the password is right. Whatever
    goes wrong on the way, what was made so far is taken away again.
    """
    if not signup_is_open():
        raise SignUpClosed
    with ExitStack() as undo:
        identity = _identity(wish, undo)
        organisation = create_organisation(wish.company, language=wish.language, timezone=wish.time_zone)
        undo.callback(delete_organisation, organisation)
        _refuse_a_second(organisation)
        membership = _first_member(identity, organisation, wish)
        undo.pop_all()
    return membership


def _identity(wish: SignUp, undo: ExitStack) -> Identity:
    known = identity_with(wish.email)
    if known is not None:
        if known.is_active and known.check_password(wish.password):
            return known
        raise AddressTaken
    try:
        made = Identity.objects.create_user(
            wish.email,
            wish.password,
            first_name=wish.first_name,
            last_name=wish.last_name,
            language=wish.language,
        )
    except IntegrityError as error:
        raise AddressTaken from error
    undo.callback(made.delete)
    return made


def _refuse_a_second(organisation: Organisation) -> None:
    """Two may sign up at the same moment where only the first may: the later one is told so."""
    if settings.SPINDLE_SIGNUP == "first" and Organisation.objects.exclude(pk__gte=organisation.pk).exists():
        raise SignUpClosed


def _first_member(identity: Identity, organisation: Organisation, wish: SignUp) -> Membership:
    newcomer = Newcomer(
        identity_id=identity.pk,
        email=identity.email,
        first_name=wish.first_name,
        last_name=wish.last_name,
        role="",
    )
    with organisation.active():
        member_id = people().add_first(newcomer)
    return Membership.objects.create(identity=identity, organisation=organisation, member_id=member_id)
