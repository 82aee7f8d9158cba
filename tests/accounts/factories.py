"""A whole installation for each test, and people who sign in to it.

from tests.accounts.factories import installation, founded, joined, signed_in  # installation is a fixture
"""

from collections.abc import Iterator
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from spindle.accounts.actions import SignUp, accept, create_invitation, register, sign_up
from spindle.accounts.models import Invitation, MailState, Membership
from spindle.accounts.queries import MEMBERSHIP
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations import creation
from spindle.organisations.models import Organisation
from tests.engines import another_installation
from tests.peers.ports import wait_until
from tests.peers.smtp import Smtp

PASSWORD = "Tafelpoot1"
_numbers = count(1)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """An installation after its first start, to be copied: control database, master key, template company."""
    folder = tmp_path_factory.mktemp("pristine")
    with django_db_blocker.unblock(), another_installation(folder):
        creation.ensure_ready()
    return folder


@pytest.fixture
def installation(
    pristine: Path, tmp_path: Path, settings: Settings, django_db_blocker: DjangoDbBlocker
) -> Iterator[Settings]:
    """A fresh installation on which anybody may sign up; gives the settings, to change them."""
    settings.SPINDLE_SIGNUP = "open"
    # Argon2 is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    with django_db_blocker.unblock(), another_installation(tmp_path / "data", like=pristine):
        yield settings


@pytest.fixture
def postbox(installation: Settings) -> Iterator[Smtp]:
    """The installation has an SMTP server, and this is what it was handed."""
    with Smtp() as smtp:
        installation.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        installation.EMAIL_HOST, installation.EMAIL_PORT = smtp.host, smtp.port
        installation.EMAIL_USE_TLS = installation.EMAIL_USE_SSL = False
        yield smtp
        mails_settled()


def mails_settled() -> None:
    """Returns when it is known of every invitation what became of its mail."""
    wait_until(lambda: not Invitation.objects.filter(mail=MailState.SENDING).exists(), what="the mails")


def text_of(postbox: Smtp) -> str:
    """The text of the last mail."""
    return str(message_from_bytes(postbox.messages[-1].raw, policy=policy.default).get_content())


def wish(company: str = "Acme", **typed: str) -> SignUp:
    """What a founder types."""
    fields = {
        "first_name": "Eline",
        "last_name": "Visser",
        "email": f"eline{next(_numbers)}@acme.example",
        "password": PASSWORD,
        "language": "en",
        "time_zone": "Europe/Amsterdam",
    }
    return SignUp(company=company, **{**fields, **typed})


def founded(company: str = "Acme", **typed: str) -> Membership:
    """A new company, and its founder."""
    return sign_up(wish(company, **typed))


def joined(organisation: Organisation, role: Role = Role.USER, *, first_name: str = "Joris") -> Membership:
    """A colleague who accepted an invitation."""
    email = f"{first_name.lower()}{next(_numbers)}@acme.example"
    invitation, _ = create_invitation(organisation, email, role=role.value, invited_by="Eline")
    identity = register(invitation, first_name=first_name, last_name="Bakker", password=PASSWORD)
    return accept(invitation, identity=identity)


def invitation_to(organisation: Organisation, email: str) -> tuple[Invitation, str]:
    """An open invitation, and the secret of its link."""
    return create_invitation(organisation, email, role=Role.USER.value, invited_by="Eline")


def signed_in(membership: Membership, **headers: str) -> Client:
    """A browser in which this member has signed in."""
    client = Client(headers=headers or None)
    client.force_login(membership.identity)
    session = client.session
    session[MEMBERSHIP] = membership.pk
    session.save()
    return client


def member(membership: Membership) -> Member:
    """The member as he is in his company's database now."""
    with membership.organisation.active():
        return Member.objects.get(pk=membership.member_id)
