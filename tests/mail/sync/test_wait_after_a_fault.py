"""After a fault the account waits, long enough and not for ever; and a fault of ours ends nobody's synchronisation."""

import pytest
from django.db import connections

from spindle.channels.models import Account
from spindle.mail.actions.accounts import change_state, stop_fetching
from spindle.mail.models import Folder, Location, MailAccount, Quarantine
from spindle.mail.sync.account_sync import AccountSync
from spindle.organisations.secrets import seal
from tests.engines import only_sqlcipher
from tests.mail.sync.conftest import Synced, until
from tests.peers.mailbox import messages
from tests.peers.ports import free_port
from tests.peers.tcp_proxy import TcpProxy


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between two tries."""
    monkeypatch.setattr("spindle.mail.sync.account_sync.FIRST_BACKOFF", 0.02)
    monkeypatch.setattr("spindle.mail.sync.account_sync.LONGEST_BACKOFF", 0.05)


def heard(sync: AccountSync) -> None:
    """Call the account, and wait until it has taken notice."""
    sync.look_again()
    until(lambda: not sync._again.is_set(), "the call to be heard")


def refused_three_times(synced: Synced) -> AccountSync:
    """The account with a wrong password, after its last try."""
    MailAccount.objects.filter(pk=synced.account.pk).update(secret=seal("wrong"))
    synced.start()
    until(lambda: MailAccount.objects.get(pk=synced.account.pk).refusals == 3, "three refusals")
    assert synced.sync is not None
    return synced.sync


def test_a_wrong_password_is_not_tried_again_because_somebody_called(synced: Synced, proxy: TcpProxy) -> None:
    sync = refused_three_times(synced)
    for _ in range(3):
        heard(sync)
    assert proxy.connections == 3


def test_a_wrong_password_is_not_tried_again_after_a_restart(synced: Synced, proxy: TcpProxy) -> None:
    refused_three_times(synced)
    synced.stop()
    synced.start()
    assert synced.sync is not None
    for _ in range(3):
        heard(synced.sync)
    assert proxy.connections == 3


def test_a_new_password_is_tried_at_once(synced: Synced, proxy: TcpProxy) -> None:
    sync = refused_three_times(synced)
    MailAccount.objects.update(secret=seal(synced.mailbox.password), refusals=0)
    sync.look_again()
    until(synced.up_to_date, "the account to be up to date")


def test_a_server_that_is_away_for_weeks_is_still_asked(synced: Synced) -> None:
    MailAccount.objects.update(imap_port=free_port())
    synced.sync = AccountSync(synced.organisation, synced.account.pk)
    synced.sync.failures = 2000
    synced.sync.start()
    until(lambda: synced.sync is not None and synced.sync.failures > 2001, "another try")


@only_sqlcipher
def test_a_database_that_refuses_ends_nothing(synced: Synced) -> None:
    synced.mailbox.append_many(messages(3))
    with connections["organisation"].cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER full BEFORE INSERT ON mail_location BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    synced.start()
    until(lambda: synced.sync is not None and synced.sync.failures > 1, "the refusals")
    with connections["organisation"].cursor() as cursor:
        cursor.execute("DROP TRIGGER full")
    until(synced.up_to_date, "the account to recover")
    assert synced.subjects() == ["No. 3", "No. 2", "No. 1"]


def test_a_deleted_account_ends_its_synchronisation(synced: Synced, proxy: TcpProxy) -> None:
    synced.start()
    until(synced.up_to_date, "the account to be up to date")
    Account.objects.filter(pk=synced.account.pk).delete()
    proxy.close_all()
    until(lambda: synced.sync is not None and not synced.sync.is_alive(), "the end")


def test_an_account_that_was_stopped_stays_so(synced: Synced) -> None:
    stop_fetching(synced.account, by=synced.owner)
    change_state(synced.account.pk, "ok", "")
    synced.account.refresh_from_db()
    assert synced.account.state == "paused"


def test_an_account_that_is_back_during_its_first_sync_says_so(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_state(synced.account.pk, "unreachable", "away")
    states: list[str] = []

    def note(account_id: int, state: str, reason: str) -> None:
        change_state(account_id, state, reason)
        states.append(state)

    monkeypatch.setattr("spindle.mail.sync.account_sync.change_state", note)
    synced.run()
    assert states[0] == "syncing"


def test_one_folder_that_cannot_be_opened_is_not_in_the_way(synced: Synced) -> None:
    synced.mailbox.append_many(messages(1))
    synced.mailbox.append_many(messages(2)[1:], "Locked")
    synced.mailbox.append_many(messages(3)[2:], "Projects")
    box = synced.mailbox.server.maildir(synced.mailbox.user, "Locked")
    for path in box.rglob("*"):
        if path.is_dir():
            path.chmod(0)
    box.joinpath("dovecot-uidlist").unlink()
    try:
        synced.start()
        until(lambda: Folder.objects.filter(name="Projects", complete=True).exists(), "the other folders")
        until(lambda: Account.objects.get().state == "ok", "the account to be well")
        synced.stop()
    finally:
        for path in box.rglob("*"):
            path.chmod(0o700)
    assert Location.objects.count() == 2


def test_a_large_message_without_text_is_set_aside(synced: Synced, proxy: TcpProxy) -> None:
    big = b"Message-ID: <big@x.test>\r\nSubject: big\r\n\r\n" + b"0123456789abcdef\r\n" * 400_000
    synced.mailbox.append_many([messages(1)[0], big])
    proxy.rewrite(lambda response: b"" if b"BODY[]<0>" in response[:200] else response)
    synced.run()
    assert [row.uid for row in Quarantine.objects.all()] == [2]
    assert synced.subjects() == ["No. 1"]
