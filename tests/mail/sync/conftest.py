"""An account of Acme on a real Dovecot, synchronised as the worker does it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import pytest
from django.conf import settings
from django.utils.timezone import now

from spindle.archive import blobs
from spindle.archive.models import Delivery, Entry
from spindle.channels.models import Account, AccountMember
from spindle.mail.models import MailAccount
from spindle.mail.sync.account_sync import AccountSync
from spindle.members.models import Member
from spindle.organisations.models import Organisation
from spindle.organisations.secrets import seal
from tests.factories import member
from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox
from tests.peers.tcp_proxy import TcpProxy

PATIENCE = 60.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition; fails with words when it does not come."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for: {what}")
        time.sleep(0.02)


@dataclass
class Synced:
    """A mailbox, the account on it, and whose it is."""

    organisation: Organisation
    mailbox: Mailbox
    account: Account
    owner: Member
    sync: AccountSync | None = None
    started: datetime = field(default_factory=now)

    @contextmanager
    def proxied(self) -> Iterator[TcpProxy]:
        """Something between the account and its server that counts, breaks and rewrites."""
        with TcpProxy(self.mailbox.server.port) as between:
            MailAccount.objects.filter(pk=self.account.pk).update(imap_port=between.port)
            yield between

    def start(self) -> None:
        """Begin to follow, in a thread as in the worker."""
        self.started = now()
        self.sync = AccountSync(self.organisation, self.account.pk)
        self.sync.start()

    def stop(self) -> None:
        """End, and wait for it."""
        if self.sync is not None:
            self.sync.end()
            self.sync.join(PATIENCE)
            assert not self.sync.is_alive()

    def up_to_date(self) -> bool:
        """Whether all folders have come to their end."""
        assert self.sync is not None
        assert self.sync.is_alive(), "the synchronisation died"
        self.account.refresh_from_db()
        folders = list(MailAccount.objects.get(pk=self.account.pk).folders.filter(gone=False))
        seen = all(it.complete and it.checked_at and it.checked_at > self.started for it in folders)
        return self.account.state in {"ok", "gap"} and bool(folders) and seen

    def run(self) -> None:
        """Follow until everything is here, then stop."""
        self.start()
        until(self.up_to_date, "the account to be up to date")
        self.stop()

    def hashes(self) -> list[str]:
        """SHA-256 of each archived message as it is stored, sorted."""
        return sorted(
            sha256(blobs.read(name)).hexdigest() for name in Entry.objects.values_list("blob", flat=True)
        )

    def subjects(self, place: str = "inbox") -> list[str]:
        """Subjects at one place, newest first."""
        rows = Delivery.objects.filter(account=self.account, place=place).order_by("-entry_id")
        return list(rows.values_list("entry__subject", flat=True))


@pytest.fixture
def proxy(synced: Synced) -> Iterator[TcpProxy]:
    """Between the account and its server."""
    with synced.proxied() as between:
        yield between


@pytest.fixture
def synced(active_acme: Organisation, dovecot: Dovecot, mailbox: Mailbox) -> Iterator[Synced]:
    """An account that is not followed yet."""
    settings.SPINDLE_ALLOW_PRIVATE_SERVERS = "yes"
    owner = member("Eline")
    account = Account.objects.create(kind="mail", address=mailbox.user, state="syncing")
    AccountMember.objects.create(account=account, member=owner)
    MailAccount.objects.create(
        account=account,
        address=mailbox.user,
        login=mailbox.user,
        secret=seal(mailbox.password),
        imap_host="127.0.0.1",
        imap_port=dovecot.port,
        imap_security="plain",
    )
    case = Synced(active_acme, mailbox, account, owner)
    yield case
    case.stop()
