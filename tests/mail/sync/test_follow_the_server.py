"""What happens on the server after the first synchronisation is followed, on any server (mail.md, rules 2, 5, 6)."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from spindle.archive.models import Delivery, Entry, Unread
from spindle.mail.models import Location, MailAccount
from tests.mail.sync.conftest import Synced, until
from tests.peers.dovecot import Dovecot
from tests.peers.dovecot_config import Settings
from tests.peers.mailbox import messages, new_mailbox

PLAIN = "IMAP4rev1 LITERAL+"
CONDSTORE = "IMAP4rev1 LITERAL+ CONDSTORE ENABLE IDLE UIDPLUS"


@pytest.fixture(params=["full", PLAIN, CONDSTORE], ids=["full", "plain", "condstore"], scope="module")
def any_dovecot(request: pytest.FixtureRequest, dovecot: Dovecot) -> Iterator[Dovecot]:
    """A server with all extensions, with none, and with CONDSTORE alone."""
    if request.param == "full":
        yield dovecot
        return
    with Dovecot(settings=Settings(capability=request.param)) as server:
        yield server


@pytest.fixture
def anywhere(synced: Synced, any_dovecot: Dovecot) -> Synced:
    """The account on any of these servers, with three messages, synchronised once."""
    synced.mailbox = new_mailbox(any_dovecot)
    account = MailAccount.objects.get(pk=synced.account.pk)
    account.login, account.imap_port = synced.mailbox.user, any_dovecot.port
    account.save()
    synced.mailbox.append_many(messages(3))
    synced.run()
    return synced


def test_a_deleted_message_leaves_the_inbox_and_stays_in_the_archive(anywhere: Synced) -> None:
    anywhere.mailbox.expunge("uid 2")
    anywhere.run()
    assert anywhere.subjects() == ["No. 3", "No. 1"]
    assert Entry.objects.count() == 3


def test_a_message_read_elsewhere_is_read_here(anywhere: Synced) -> None:
    anywhere.mailbox.flag("uid 2", "\\Seen")
    anywhere.run()
    assert sorted(Unread.objects.values_list("entry__subject", flat=True)) == ["No. 1", "No. 3"]


def test_a_message_answered_elsewhere_is_answered_here(anywhere: Synced) -> None:
    anywhere.mailbox.flag("uid 1", "\\Answered")
    anywhere.run()
    assert [row.entry.subject for row in Delivery.objects.filter(answered=True)] == ["No. 1"]


def test_a_message_moved_to_trash_elsewhere_is_in_the_trash_here(anywhere: Synced) -> None:
    raw = messages(3)[1]
    anywhere.mailbox.append_many([raw], "Trash")
    anywhere.mailbox.expunge("uid 2")
    anywhere.run()
    assert anywhere.subjects("trash") == ["No. 2"]
    assert Entry.objects.count() == 3


def test_new_mail_comes_in_while_it_watches(anywhere: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spindle.mail.sync.account_sync.OTHERS_SECONDS", 1.0)
    anywhere.start()
    until(anywhere.up_to_date, "the account to be up to date")
    anywhere.mailbox.deliver(b"Message-ID: <new@x.test>\r\nSubject: news\r\n\r\nx\r\n")
    until(lambda: "news" in anywhere.subjects(), "the new message")


def test_a_changed_uidvalidity_doubles_and_loses_nothing(anywhere: Synced) -> None:
    anywhere.mailbox.server.change_uidvalidity(anywhere.mailbox.user)
    anywhere.mailbox.expunge("uid 1")
    anywhere.mailbox.deliver(b"Message-ID: <after@x.test>\r\nSubject: after\r\n\r\nx\r\n")
    anywhere.run()
    assert anywhere.subjects() == ["after", "No. 3", "No. 2"]
    assert Entry.objects.count() == Delivery.objects.count() == 4
    assert not Location.objects.filter(stale=True).exists()
    assert Location.objects.count() == 3


def test_a_wrong_password_is_said_and_not_tried_for_ever(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spindle.mail.sync.account_sync.FIRST_BACKOFF", 0.05)
    synced.mailbox.server.set_password(synced.mailbox.user, "another")
    synced.start()
    until(lambda: MailAccount.objects.get(pk=synced.account.pk).refusals == 3, "three refusals")
    synced.account.refresh_from_db()
    assert synced.account.state == "sign_in"
    assert "uthentication failed" in synced.account.state_reason


def test_a_dead_server_is_said_and_the_account_recovers(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spindle.mail.sync.account_sync.FIRST_BACKOFF", 0.05)
    monkeypatch.setattr("spindle.mail.sync.account_sync.LONGEST_BACKOFF", 0.1)
    with Dovecot() as server:
        mailbox = new_mailbox(server)
        mailbox.append_many(messages(2))
        MailAccount.objects.filter(pk=synced.account.pk).update(imap_port=server.port, login=mailbox.user)
        server.stop()
        synced.start()

        def state(wanted: str) -> bool:
            synced.account.refresh_from_db()
            return synced.account.state == wanted

        until(lambda: state("unreachable"), "the account to be out of reach")
        server.start()
        until(lambda: state("ok"), "the account to recover")
        assert synced.subjects() == ["No. 2", "No. 1"]
        synced.stop()


def test_a_private_server_is_refused_unless_the_installation_allows_it(synced: Synced) -> None:
    settings.SPINDLE_ALLOW_PRIVATE_SERVERS = "no"
    synced.start()
    until(lambda: synced.sync is not None and synced.sync.failures > 0, "a refusal")
    assert Entry.objects.count() == 0
