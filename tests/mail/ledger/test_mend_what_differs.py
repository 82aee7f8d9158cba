"""Whatever happened behind our back, here or there: comparing finds it, says so, and mends it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from spindle.archive.actions.bury import bury_entries
from spindle.archive.actions.trash import trash_entries
from spindle.archive.models import Delivery, Entry, Tombstone, Unread
from spindle.mail.actions.ledger import ask_comparison
from spindle.mail.imap.state import UidRanges
from spindle.mail.models import Folder, LedgerLine, Location, MailAccount, Quarantine
from spindle.members.rights import Role
from tests.factories import member
from tests.mail.sync.conftest import Synced, until
from tests.peers.mailbox import messages
from tests.peers.tcp_proxy import TcpProxy


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between two tries."""
    monkeypatch.setattr("spindle.mail.sync.account_sync.FIRST_BACKOFF", 0.05)
    monkeypatch.setattr("spindle.mail.sync.account_sync.LONGEST_BACKOFF", 0.1)


@pytest.fixture
def five(synced: Synced) -> Synced:
    """Five messages, here and there."""
    synced.mailbox.append_many(messages(5))
    synced.run()
    return synced


def inbox() -> Folder:
    """As the database has it."""
    return Folder.objects.get(place="inbox")


def compared(synced: Synced) -> LedgerLine:
    """Ask, follow until it is done, and stop: the inbox's line."""
    ask_comparison(synced.account, [inbox()], by=synced.owner)
    synced.start()
    until(
        lambda: LedgerLine.objects.filter(asked_at=None, checked_at__isnull=False).exists(), "the comparison"
    )
    until(synced.up_to_date, "the account to be up to date")
    synced.stop()
    return LedgerLine.objects.get(folder=inbox())


def sound(line: LedgerLine, count: int) -> bool:
    """As many there as here."""
    return (line.on_server, line.held, line.missing) == (count, count, 0)


def test_where_nothing_differs_it_says_so(five: Synced) -> None:
    line = compared(five)
    assert sound(line, 5)
    assert (line.fetched, line.vanished, line.flags, line.mistaken) == (0, 0, 0, 0)


def test_rows_that_were_lost_here_are_fetched_again(five: Synced) -> None:
    Entry.objects.filter(subject__in=["No. 2", "No. 4"]).delete()
    line = compared(five)
    assert sound(line, 5)
    assert sorted(five.subjects()) == ["No. 1", "No. 2", "No. 3", "No. 4", "No. 5"]


def test_rows_lost_while_the_account_is_followed_are_fetched_again(five: Synced) -> None:
    five.start()
    until(five.up_to_date, "the account to be up to date")
    Entry.objects.filter(subject="No. 3").delete()
    ask_comparison(five.account, [inbox()], by=five.owner)
    assert five.sync is not None
    five.sync.look_again()
    until(lambda: LedgerLine.objects.filter(asked_at=None).exists(), "the comparison")
    line = LedgerLine.objects.get()
    assert (line.held, line.fetched) == (5, 1)


def test_a_swap_behind_our_back_is_seen(five: Synced) -> None:
    # As many as before and no new UIDNEXT: a pass finds nothing.
    Location.objects.filter(uid=2).update(uid=99)
    Folder.objects.filter(place="inbox").update(complete=True)
    line = compared(five)
    assert sound(line, 5)
    assert set(Location.objects.values_list("uid", flat=True)) == {1, 2, 3, 4, 5}


def test_what_was_expunged_is_marked(five: Synced) -> None:
    five.mailbox.expunge("uid 2")
    line = compared(five)
    assert sound(line, 4)
    assert "No. 2" not in five.subjects()
    assert Entry.objects.count() == 5


@pytest.mark.parametrize(
    "corrupt",
    [
        lambda rows: rows.update(uid_next=3, mod_seq=1),
        lambda rows: rows.update(uid_next=10**6, mod_seq=10**12),
        lambda rows: rows.update(uid_next=0, mod_seq=None, fetched=77, total=3),
        lambda rows: rows.update(uid_validity=1),
    ],
    ids=["behind", "ahead", "empty", "another"],
)
def test_a_corrupt_cursor_loses_and_doubles_nothing(
    five: Synced, corrupt: Callable[[object], object]
) -> None:
    five.mailbox.append_many(messages(7)[5:])
    corrupt(Folder.objects.filter(place="inbox"))
    line = compared(five)
    assert sound(line, 7)
    assert Entry.objects.count() == Delivery.objects.count() == Location.objects.count() == 7
    assert (inbox().fetched, inbox().total) == (7, 7)


def test_marks_that_were_missed_are_taken_over(five: Synced) -> None:
    five.mailbox.flag("uid 2", "\\Seen")
    five.run()
    Location.objects.filter(uid=2).update(seen=False)
    Delivery.objects.update(seen=False)
    Unread.objects.get_or_create(member=five.owner, entry=Entry.objects.get(subject="No. 2"))
    line = compared(five)
    assert line.flags == 1
    assert not Unread.objects.filter(entry__subject="No. 2").exists()


def test_uids_that_were_mixed_up_are_sorted_out(five: Synced) -> None:
    first, second = Location.objects.get(uid=1), Location.objects.get(uid=2)
    Location.objects.filter(pk=first.pk).update(delivery=second.delivery)
    Location.objects.filter(pk=second.pk).update(delivery=first.delivery)
    line = compared(five)
    assert (line.mistaken, line.held, line.missing) == (2, 5, 0)
    subjects = dict(Location.objects.values_list("uid", "delivery__entry__subject"))
    assert (subjects[1], subjects[2]) == ("No. 1", "No. 2")
    assert Entry.objects.count() == 5


def test_the_nightly_one_sorts_them_out_too(five: Synced) -> None:
    [third, fourth] = Location.objects.filter(uid__in=[3, 4]).order_by("uid")
    Location.objects.filter(pk=third.pk).update(delivery=fourth.delivery)
    long_ago = five.started - timedelta(days=3)
    LedgerLine.objects.create(folder=inbox(), checked_at=long_ago)
    five.start()
    until(
        lambda: LedgerLine.objects.filter(folder=inbox(), checked_at__gt=long_ago).exists(),
        "the night's comparison",
    )
    five.stop()
    subjects = dict(Location.objects.values_list("uid", "delivery__entry__subject"))
    assert (subjects[3], subjects[4]) == ("No. 3", "No. 4")


def test_a_message_that_the_server_hides_is_missing_and_said(synced: Synced, proxy: TcpProxy) -> None:
    synced.mailbox.append_many(messages(5))
    proxy.hide_uid(3)
    line = compared(synced) if Folder.objects.exists() else first_then_compared(synced)
    assert (line.on_server, line.held, line.quarantined, line.missing) == (5, 4, 1, 1)
    synced.account.refresh_from_db()
    assert (synced.account.state, "1 message" in synced.account.state_reason) == ("gap", True)
    proxy.clear()
    line = compared(synced)
    assert sound(line, 5)
    synced.account.refresh_from_db()
    assert synced.account.state == "ok"
    assert not Quarantine.objects.exists()


def first_then_compared(synced: Synced) -> LedgerLine:
    """The first synchronisation, then the comparison."""
    synced.run()
    return compared(synced)


def test_what_was_deleted_here_for_good_is_counted_and_not_fetched_again(five: Synced) -> None:
    boss = member(role=Role.ADMINISTRATOR)
    entry = Entry.objects.get(subject="No. 2")
    five.account.members.add(boss)
    trash_entries([entry.pk], by=boss)
    assert bury_entries([entry.pk], by=boss) == [entry.pk]
    line = compared(five)
    assert (line.on_server, line.held, line.buried, line.missing) == (5, 4, 1, 0)
    line = compared(five)
    assert (line.fetched, line.buried) == (0, 1)
    assert Entry.objects.count() == 4
    assert Tombstone.objects.count() == 1


def test_a_server_that_dies_in_the_middle_is_compared_when_it_is_back(five: Synced, proxy: TcpProxy) -> None:
    MailAccount.objects.update(imap_port=proxy.port)
    Entry.objects.filter(subject="No. 1").delete()
    proxy.stall()
    ask_comparison(five.account, [inbox()], by=five.owner)
    five.start()
    until(lambda: proxy.connections > 0, "the connection")
    proxy.close_all()
    proxy.clear()
    until(
        lambda: LedgerLine.objects.filter(asked_at=None, checked_at__isnull=False).exists(), "the comparison"
    )
    five.stop()
    assert sound(LedgerLine.objects.get(), 5)


def test_a_connection_cut_while_comparing_leaves_it_due(five: Synced, proxy: TcpProxy) -> None:
    MailAccount.objects.update(imap_port=proxy.port)
    ask_comparison(five.account, [inbox()], by=five.owner)
    cut: list[bytes] = []

    def break_off(response: bytes) -> bytes:
        if LedgerLine.objects.filter(started_at__isnull=False).exists() and not cut:
            cut.append(response)
            proxy.close_all()
        return response

    proxy.rewrite(lambda response: five_in_company(five, break_off, response))
    five.start()
    until(
        lambda: LedgerLine.objects.filter(asked_at=None, checked_at__isnull=False).exists(), "the comparison"
    )
    five.stop()
    assert cut
    assert sound(LedgerLine.objects.get(), 5)


def five_in_company(synced: Synced, act: Callable[[bytes], bytes], response: bytes) -> bytes:
    """The proxy's thread looks into the company too."""
    with synced.organisation.active():
        return act(response)


def test_a_restored_server_that_gives_low_uids_away_again(five: Synced) -> None:
    known = UidRanges.of(Location.objects.values_list("uid", flat=True))
    five.mailbox.expunge("uid 4")
    five.run()
    # What a restore does: a message under a UID below UIDNEXT that we never saw there.
    Location.objects.filter(uid=3).delete()
    line = compared(five)
    assert sound(line, 4)
    assert known.count == 5
