"""The worker follows what is to be followed, in every company, whatever happens to one of them."""

import threading
from collections.abc import Iterator

import pytest

from spindle.archive.models import Entry
from spindle.mail.actions.accounts import resume_fetching, stop_fetching
from spindle.mail.models import MailAccount
from spindle.mail.sync.worker import MailWorker
from spindle.organisations.actions import set_paused
from spindle.organisations.models import Organisation
from tests.mail.sync.conftest import Synced, until
from tests.peers.mailbox import messages


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps follow each other."""
    monkeypatch.setattr("spindle.mail.sync.worker.POLL_SECONDS", 0.05)
    monkeypatch.setattr("spindle.mail.sync.worker.SWEEP_SECONDS", 0.1)


@pytest.fixture
def working() -> Iterator[MailWorker]:
    """A worker in a thread of its own."""
    worker = MailWorker()
    worker.start()
    yield worker
    worker.end()


def threads_of(synced: Synced) -> list[threading.Thread]:
    """The account's threads that live."""
    name = f"mail {synced.organisation.slug} {synced.account.pk}"
    return [thread for thread in threading.enumerate() if thread.name == name]


def test_a_paused_company_is_left_alone(synced: Synced, working: MailWorker) -> None:
    until(lambda: len(threads_of(synced)) == 1, "the account to be followed")
    set_paused(synced.organisation, paused=True)
    until(lambda: not threads_of(synced), "the end")


def test_a_damaged_company_keeps_no_other_from_its_mail(
    synced: Synced, globex: Organisation, working: MailWorker
) -> None:
    globex.handle().main.write_bytes(b"no database" * 1000)
    until(lambda: len(threads_of(synced)) == 1, "the account to be followed")
    synced.mailbox.append_many(messages(1))
    until(Entry.objects.exists, "the message")


def test_stopped_and_gone_on_with_it_is_followed_once(synced: Synced, working: MailWorker) -> None:
    until(lambda: len(threads_of(synced)) == 1, "the account to be followed")
    stop_fetching(synced.account, by=synced.owner)
    resume_fetching(synced.account, by=synced.owner)
    until(lambda: MailAccount.objects.get().checked_at is not None, "the account to be followed again")
    assert len(threads_of(synced)) == 1


def test_a_stopped_account_is_not_followed(synced: Synced, working: MailWorker) -> None:
    until(lambda: len(threads_of(synced)) == 1, "the account to be followed")
    stop_fetching(synced.account, by=synced.owner)
    until(lambda: not threads_of(synced), "the end")
