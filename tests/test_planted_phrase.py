"""A known phrase in messages, files, a relation and a password is found in none of the files on disk (issue 10, part 1).

Everything goes the real way: a mail server, `spindle serve` (web and worker) as processes of their own with a data
folder and a TMPDIR that are looked through, a browser that signs in and opens the pages that show the phrase. Each file
that the processes opened to write is known by an audit hook, also when it was gone at once.
"""

import base64
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import httpx
import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from spindle.accounts.models import Membership
from spindle.archive.models import Entry
from spindle.channels.models import Account, AccountMember
from spindle.config.backup.taking import back_up
from spindle.mail.models import MailAccount
from spindle.members.models import Member
from spindle.organisations import creation
from spindle.organisations.actions import nudge
from spindle.organisations.secrets import seal
from spindle.relations.actions import create_relation
from spindle.relations.card import Card
from spindle.relations.models import Kind, PointKind, Relation, RelationType
from spindle.relations.points import Point
from tests.accounts.factories import PASSWORD, founded
from tests.backup.commands import environment, sign_in
from tests.engines import another_installation, on_postgresql, only_postgresql
from tests.mail.conftest import dovecot
from tests.mail.sync.conftest import until
from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox, new_mailbox
from tests.peers.ports import free_port, listening, wait_until
from tests.watching import sitecustomize

__all__ = ["dovecot"]

WORDS = ("Zilvervosquartet", "Kraanvogelpaviljoen")
PHRASE = " ".join(WORDS)
SECRET = f"{'-'.join(WORDS)}1"
EMAIL = "eline@acme.example"
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LARGE, HUGE = 1_500_000, 6_000_000


def forms(word: str) -> Iterator[bytes]:
    """A word as it may lie on a disk: in three cases, as UTF-8, UTF-16, hexadecimal, and base64 at any offset."""
    for spelling in {word, word.lower(), word.upper()}:
        plain = spelling.encode()
        yield plain
        yield spelling.encode("utf-16-le")
        yield plain.hex().encode()
        for offset in range(3):
            # Without the characters that the neighbours of the word have a part in.
            yield base64.b64encode(bytes(offset) + plain)[4 if offset else 0 : -4]


NEEDLES = {needle for word in WORDS for needle in forms(word)}


def finds(content: bytes) -> set[bytes]:
    """The forms of the phrase that are in some bytes."""
    return {needle for needle in NEEDLES if needle in content}


def content_of(path: Path) -> bytes:
    """What a file holds; nothing for one that went while we looked, such as a lock."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def found_below(*folders: Path) -> dict[str, set[bytes]]:
    """The files that hold the phrase, in their content or their name."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files
    found = {str(path): finds(content_of(path) + str(path).encode()) for path in files}
    return {path: needles for path, needles in found.items() if needles}


@dataclass(frozen=True, slots=True)
class Planted:
    """An installation that has the phrase in every place."""

    membership: Membership
    data: Path
    temporary: Path
    log: Path
    opened: Path
    url: str
    entries: dict[int, str]

    @contextmanager
    def browser(self) -> Iterator[httpx.Client]:
        """Signed in."""
        with httpx.Client(base_url=self.url, follow_redirects=True, timeout=60) as client:
            assert "Eline" in sign_in(client, EMAIL, PASSWORD)
            yield client


def _letter(size: int) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = f"{WORDS[0]} <jan@customer.example>", "info@acme.example"
    message["Subject"], message["Message-ID"] = f"{PHRASE} {size}", f"<{size}@customer.example>"
    message.set_content(f"Dear all, {PHRASE}.\n")
    message.add_alternative(f"<p>Dear all, <b>{PHRASE}</b>.</p>", subtype="html")
    content = os.urandom(size) + PHRASE.encode()
    message.add_attachment(
        content, maintype="application", subtype="octet-stream", filename=f"{WORDS[0]}.bin"
    )
    return message.as_bytes()


@pytest.fixture(scope="module")
def planted(
    dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Planted]:
    """Synchronised, and still running."""
    folder = tmp_path_factory.mktemp("planted")
    data, temporary, opened, log = (folder / name for name in ("data", "tmp", "opened", "log"))
    temporary.mkdir()
    mailbox = new_mailbox(dovecot, password=SECRET)
    mailbox.append_many([_letter(size) for size in (0, LARGE, HUGE)])
    port = free_port()
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=ARGON2, SPINDLE_SIGNUP="open"),
        another_installation(data),
    ):
        creation.ensure_ready()
        membership = founded("Acme", email=EMAIL)
        _plant(membership, mailbox)
        with log.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "spindle.config.cli", "serve", "--port", str(port)],
                env=environment(
                    data,
                    TMPDIR=str(temporary),
                    PYTHONPATH=sitecustomize(folder / "site", opened),
                    SPINDLE_ALLOW_PRIVATE_SERVERS="yes",
                    SPINDLE_LOG="DEBUG",
                ),
                stdout=said,
                stderr=said,
            )
        try:
            wait_until(lambda: listening(port), seconds=90, what="the web process")
            entries = _synchronised(membership)
            yield Planted(membership, data, temporary, log, opened, f"http://127.0.0.1:{port}", entries)
        finally:
            process.terminate()
            process.wait(30)


def _plant(membership: Membership, mailbox: Mailbox) -> None:
    with membership.organisation.active():
        owner = Member.objects.get(pk=membership.member_id)
        card = Card(
            kind=Kind.BUSINESS,
            type_id=RelationType.objects.get(code="other").pk,
            name=PHRASE,
            memo=f"A memo: {PHRASE}",
            points=(Point(PointKind.EMAIL, "jan@customer.example"),),
        )
        create_relation(card, by=owner)
        account = Account.objects.create(kind="mail", address=mailbox.user, state="syncing")
        AccountMember.objects.create(account=account, member=owner)
        MailAccount.objects.create(
            account=account,
            address=mailbox.user,
            login=mailbox.user,
            secret=seal(mailbox.password),
            imap_host="127.0.0.1",
            imap_port=mailbox.server.port,
            imap_security="plain",
        )
        nudge("mail")


def _synchronised(membership: Membership) -> dict[int, str]:
    """Entries by id, once all three are here."""
    with membership.organisation.active():
        until(lambda: Entry.objects.count() == 3, "the three messages")
        return dict(Entry.objects.values_list("id", "subject"))


def test_the_phrase_would_be_found(dovecot: Dovecot, tmp_path: Path) -> None:
    """In the mail server's own files it stands in the clear; and in each form that is looked for."""
    plain = f"… {PHRASE} …"
    hidden = (plain.encode(), plain.encode("utf-16-le"), base64.b64encode(b"xy" + plain.encode()))
    for number, content in enumerate(hidden):
        (tmp_path / str(number)).write_bytes(content)
    assert len(found_below(tmp_path)) == 3


def test_the_mail_server_has_it(planted: Planted, dovecot: Dovecot) -> None:
    assert found_below(dovecot.folder / "mail")
    assert found_below(dovecot.folder / "users")


def _pages(planted: Planted) -> Iterator[str]:
    relation = Relation.objects.get(name=PHRASE).pk
    yield "/"
    yield "/inbox/inbox/"
    yield f"/inbox/inbox/?q={WORDS[1]}"
    yield f"/relations/?q={WORDS[0][:8]}"
    yield f"/relations/{relation}/"
    for entry in planted.entries:
        yield f"/mail/entries/{entry}/frame/"
        yield f"/mail/entries/{entry}/attachments/0/"
        yield f"/mail/entries/{entry}/raw/"


def test_pages_show_it_and_leave_it_nowhere(planted: Planted) -> None:
    with planted.membership.organisation.active():
        addresses = list(_pages(planted))
    with planted.browser() as browser:
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, address
            assert finds(answer.content), f"{address} does not show the phrase"
    assert found_below(planted.data) == {}


def test_it_is_in_no_file_of_the_data_folder(planted: Planted) -> None:
    names = {path.name for path in planted.data.rglob("*")}
    filed = {"main.db", "main.db-wal", "main.db-shm", "blobs.db", "files", "control.db", "run"}
    assert ({"packs", "master.key"} if on_postgresql else filed) <= names
    assert found_below(planted.data) == {}


@only_postgresql
def test_the_password_is_in_no_row_of_the_server(planted: Planted) -> None:
    """Rows lie in the clear there, as the disk below is told to encrypt; what is sealed stays sealed."""
    from spindle.organisations.backends.postgresql import schemas
    from spindle.organisations.backends.postgresql.server import CONTROL_SCHEMA, borrowed

    seen = 0
    for schema in (planted.membership.organisation.handle().schema, CONTROL_SCHEMA):
        with borrowed(schema) as raw:
            for table in schemas.tables_of(raw, schema):
                for (row,) in raw.execute(f'SELECT t::text FROM "{table}" t').fetchall():
                    assert SECRET not in row, table
                    assert SECRET.encode().hex() not in row, table
                    seen += 1
    assert seen > 10


def test_it_is_in_no_temporary_file(planted: Planted) -> None:
    assert list(planted.temporary.rglob("*")) == []
    inside = (str(planted.data), os.devnull)
    opened = {line for line in planted.opened.read_text().splitlines() if not line.startswith(inside)}
    assert opened == set()


def test_the_hook_saw_what_was_written(planted: Planted) -> None:
    assert f"{planted.data}/" in planted.opened.read_text()


def test_it_is_in_no_log(planted: Planted) -> None:
    assert finds(planted.log.read_bytes()) == set()


def test_it_is_in_no_back_up(planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[dict[str, set[bytes]]] = []
    monkeypatch.setattr("spindle.config.backup.taking._add_all", _looking(tmp_path, left))
    back_up(planted.membership.organisation, tmp_path)
    assert left == [{}]
    assert found_below(tmp_path) == {}


def _looking(folder: Path, left: list[dict[str, set[bytes]]]) -> Callable[..., None]:
    """Looks through what lies beside a back-up while it is being written."""
    from spindle.config.backup import taking

    add_all = taking._add_all

    def look(*given: object) -> None:
        add_all(*given)  # type: ignore[arg-type]
        left.append(found_below(folder))

    return look
