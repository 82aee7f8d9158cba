"""A back-up taken while mail comes in becomes the same company elsewhere, with the recovery code alone.

Taken once for all tests here, on a real Dovecot; what is restored is looked at in other processes.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from spindle.accounts.models import Identity
from spindle.archive import blobs
from spindle.archive.blobs import Copy
from spindle.archive.models import Entry
from spindle.channels.models import Account, AccountMember
from spindle.config.backup import taking
from spindle.config.backup.taking import back_up
from spindle.mail.models import MailAccount
from spindle.mail.sync.account_sync import AccountSync
from spindle.members.models import Member
from spindle.organisations import recovery
from spindle.organisations.actions import delete_organisation
from spindle.organisations.active import Handle
from spindle.organisations.models import Organisation
from spindle.organisations.secrets import seal
from spindle.relations.actions import create_relation
from spindle.relations.card import Card
from spindle.relations.models import Kind, PointKind, RelationType
from spindle.relations.points import Point
from tests.accounts.factories import PASSWORD, founded
from tests.backup.commands import environment, sign_in, spindle
from tests.mail.conftest import dovecot
from tests.mail.sync.conftest import until
from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox, new_mailbox
from tests.peers.ports import free_port, listening, wait_until

__all__ = ["dovecot"]

# In the mailbox before, and what comes while the back-up is being taken.
COUNT, LATER = 1500, 40
EMAIL = "eline@acme.example"
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where it was restored, and what the server held."""

    data: Path
    file: Path
    code: str
    delivered: list[str]

    def look(self, *words: str) -> dict[str, Any]:
        """What is there, by another process."""
        command = [sys.executable, "-m", "tests.backup.look", *words]
        done = subprocess.run(
            command,
            env=environment(self.data, SPINDLE_ALLOW_PRIVATE_SERVERS="yes"),
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
        return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def moved(
    dovecot: Dovecot,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Moved:
    """A company whose mailbox is being fetched, backed up meanwhile, and restored on another machine."""
    folder = tmp_path_factory.mktemp("moved")
    raws = [_message(number) for number in range(COUNT + LATER)]
    mailbox = new_mailbox(dovecot)
    mailbox.append_many(raws[:COUNT])
    with django_db_blocker.unblock(), override_settings(SPINDLE_ALLOW_PRIVATE_SERVERS="yes"):
        with override_settings(PASSWORD_HASHERS=ARGON2):
            organisation = founded("Acme", email=EMAIL).organisation
        try:
            file = _taken_meanwhile(organisation, mailbox, folder, later=raws[COUNT:])
            code = recovery.show_code()
        finally:
            delete_organisation(organisation)
            Identity.objects.all().delete()
    done = spindle(folder / "data", "org", "restore", str(file), typed=code)
    assert done.returncode == 0, done.stderr
    return Moved(folder / "data", file, code, sorted(sha256(raw).hexdigest() for raw in raws))


def _message(number: int) -> bytes:
    sender = "jan@customer.example" if number % 5 == 0 else f"p{number}@else.example"
    text = "x" * (1_200_000 if number == COUNT - 1 else number)
    return f"Message-ID: <{number}@x.test>\r\nFrom: {sender}\r\nSubject: {number}\r\n\r\n{text}\r\n".encode()


def _taken_meanwhile(
    organisation: Organisation, mailbox: Mailbox, folder: Path, *, later: list[bytes]
) -> Path:
    """Taken in the middle of the first synchronisation; between the copy of the rows and that of the blobs more arrives."""
    with organisation.active():
        _add_relation(Member.objects.get(email=EMAIL))
        sync = AccountSync(organisation, _account(mailbox).pk)
        sync.start()
        until(lambda: Entry.objects.count() >= 500, "five hundred messages")

    def arriving(handle: Handle, scratch: Path) -> Iterator[Copy]:
        mailbox.append_many(later)
        with organisation.active():
            until(
                lambda: Entry.objects.filter(subject=str(COUNT + LATER - 1)).exists(), "what came meanwhile"
            )
        yield from blobs.copies(handle, scratch)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "copies", arriving)
        taken = back_up(organisation, folder)
    assert sync.is_alive(), "the synchronisation died"
    sync.end()
    sync.join(60)
    return taken.path


def _add_relation(by: Member) -> None:
    card = Card(
        kind=Kind.BUSINESS,
        type_id=RelationType.objects.get(code="other").pk,
        name="Bakkerij",
        points=(Point(PointKind.EMAIL, "jan@customer.example"),),
    )
    create_relation(card, by=by)


def _account(mailbox: Mailbox) -> Account:
    account = Account.objects.create(kind="mail", address=mailbox.user, state="syncing")
    AccountMember.objects.create(account=account, member=Member.objects.get(email=EMAIL))
    MailAccount.objects.create(
        account=account,
        address=mailbox.user,
        login=mailbox.user,
        secret=seal(mailbox.password),
        imap_host="127.0.0.1",
        imap_port=mailbox.server.port,
        imap_security="plain",
    )
    return account


@pytest.fixture(scope="module")
def found(moved: Moved) -> dict[str, Any]:
    """What another process finds in the restored company."""
    return moved.look()


def test_it_was_taken_while_mail_came_in(found: dict[str, Any]) -> None:
    assert 500 <= len(found["messages"]) <= COUNT


def test_every_message_is_byte_for_byte_what_the_server_had(moved: Moved, found: dict[str, Any]) -> None:
    assert len(set(found["messages"])) == len(found["messages"])
    assert set(found["messages"]) <= set(moved.delivered)


def test_relations_and_members_are_there(found: dict[str, Any]) -> None:
    assert (found["name"], found["relations"], found["members"]) == ("Acme", ["Bakkerij"], [EMAIL])


def test_messages_stand_at_their_relation(found: dict[str, Any]) -> None:
    # Every fifth is the relation's.
    assert found["linked"] >= len(found["messages"]) // 5


def test_the_sync_stands_still(found: dict[str, Any]) -> None:
    assert found["paused"] is True
    assert found["followed"] is False
    assert len(found["messages"]) <= COUNT


def test_it_is_whole(moved: Moved) -> None:
    slug = spindle(moved.data, "org", "list").stdout.split()[0]
    done = spindle(moved.data, "org", "verify", slug)
    assert "Acme is whole" in done.stdout, done.stdout + done.stderr


def test_a_member_signs_in_with_the_old_password(moved: Moved) -> None:
    port = free_port()
    command = [sys.executable, "-m", "spindle.config.cli", "web", "--port", str(port)]
    web = subprocess.Popen(command, env=environment(moved.data))
    try:
        wait_until(lambda: listening(port), seconds=60, what="the web process")
        assert "Eline" in _home_of(f"http://127.0.0.1:{port}", password=PASSWORD)
        assert 'type="password"' in _home_of(f"http://127.0.0.1:{port}", password="Wrong1234")
    finally:
        web.terminate()
        web.wait(30)


def _home_of(url: str, *, password: str) -> str:
    with httpx.Client(base_url=url, follow_redirects=True, timeout=30) as browser:
        return sign_in(browser, EMAIL, password)


def test_the_same_company_is_not_overwritten(moved: Moved) -> None:
    done = spindle(moved.data, "org", "restore", str(moved.file), typed=moved.code)
    assert done.returncode == 1
    assert "Acme, is here already, and is not overwritten" in done.stderr


def test_another_installation_asks_for_the_code(moved: Moved, tmp_path: Path) -> None:
    done = spindle(tmp_path / "data", "org", "restore", str(moved.file))
    assert done.returncode == 1
    assert "No recovery code was given" in done.stderr
    assert not (tmp_path / "data" / "control.db").exists()


def test_a_lost_master_key_comes_back_from_code_and_backup(moved: Moved, tmp_path: Path) -> None:
    code = spindle(moved.data, "key", "show-recovery").stdout
    key = moved.data / "master.key"
    kept = key.read_text()
    key.unlink()
    assert "is missing" in spindle(moved.data, "key", "show-recovery").stderr
    assert spindle(moved.data, "key", "recover", typed=code).returncode == 0
    assert key.read_text() == kept


def test_zz_let_go_on_it_fetches_the_rest_and_nothing_twice(moved: Moved) -> None:
    """Last, for it changes what the others look at."""
    found = moved.look("go-on")
    assert found["followed"] is True
    assert found["messages"] == moved.delivered
