"""A back-up of Acme in its own installation, with one message in a row, one in a file, a relation and two members."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from spindle.accounts.models import Identity, Membership
from spindle.archive import blobs
from spindle.archive.models import Conversation, Entry
from spindle.config.backup.taking import back_up
from spindle.members.models import Member
from spindle.organisations import recovery
from spindle.organisations.actions import delete_organisation
from spindle.organisations.models import Organisation

SMALL, LARGE = b"From: a@b.example\r\n\r\nsmall", b"From: a@b.example\r\n\r\n" + b"large" * 500_000
PASSWORD = "Tafelpoot1"


@dataclass(frozen=True, slots=True)
class Case:
    """The company, and its back-up."""

    organisation: Organisation
    file: Path
    code: str

    def delete(self) -> None:
        """The company and its members' sign-in are gone."""
        delete_organisation(self.organisation)
        Identity.objects.all().delete()


@pytest.fixture
def case(acme: Organisation, tmp_path: Path) -> Case:
    """Just taken."""
    for email in ("eline@acme.example", "joris@acme.example"):
        add_member(acme, email)
    with acme.active():
        for number, name in enumerate(blobs.put_many([SMALL, LARGE])):
            add_entry(number, name)
    return Case(acme, back_up(acme, tmp_path).path, recovery.show_code())


def add_member(organisation: Organisation, email: str) -> Membership:
    """A member who signs in."""
    identity = Identity.objects.create_user(email, PASSWORD, first_name=email.split("@")[0], last_name="")
    with organisation.active():
        member = Member.objects.create(identity=identity.pk, first_name=identity.first_name, email=email)
    return Membership.objects.create(identity=identity, organisation=organisation, member_id=member.pk)


def add_entry(number: int, blob: str) -> Entry:
    """The barest archive entry, of the active company."""
    return Entry.objects.create(
        id=1_700_000_000 * 16 + number,
        channel="mail",
        direction="in",
        conversation=Conversation.objects.create(),
        fingerprint=f"{number:032}",
        subject=f"No. {number}",
        blob=blob,
    )


Change = Callable[[bytes], bytes]


@pytest.fixture
def changed(case: Case, tmp_path: Path) -> Callable[[Change], Path]:
    """A copy of the back-up whose bytes were changed."""

    def make(change: Change) -> Path:
        path = tmp_path / "changed.spindle-backup"
        path.write_bytes(change(case.file.read_bytes()))
        return path

    return make
