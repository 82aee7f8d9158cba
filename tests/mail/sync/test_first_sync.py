"""A mailbox that is full already comes in whole, newest first, at any interruption (EM-9, EM-12)."""

from hashlib import sha256

from spindle.archive.models import Delivery, Entry, Unread
from spindle.mail.models import Folder, Location
from tests.mail.sync.conftest import Synced
from tests.peers.mailbox import messages


def test_everything_on_the_server_is_archived(synced: Synced) -> None:
    raws = messages(250)
    synced.mailbox.append_many(raws)
    synced.run()
    assert synced.hashes() == sorted(sha256(raw).hexdigest() for raw in raws)
    assert Delivery.objects.count() == Location.objects.count() == 250


def test_all_folders_go_to_their_places(synced: Synced) -> None:
    for number, folder in enumerate(["INBOX", "Sent", "Trash", "Junk", "Drafts", "Projects"]):
        synced.mailbox.append_many(
            [b"Message-ID: <%d@x.test>\r\nSubject: in %s\r\n\r\nx\r\n" % (number, folder.encode())], folder
        )
    synced.run()
    for place, folder in [
        ("inbox", "INBOX"),
        ("sent", "Sent"),
        ("trash", "Trash"),
        ("spam", "Junk"),
        ("drafts", "Drafts"),
        ("finished", "Projects"),
    ]:
        assert synced.subjects(place) == [f"in {folder}"]


def test_read_and_unread_are_as_on_the_server(synced: Synced) -> None:
    first, second = messages(2)
    synced.mailbox.append_many([first], flags="\\Seen")
    synced.mailbox.append_many([second])
    synced.run()
    assert [row.entry.subject for row in Unread.objects.select_related("entry")] == ["No. 2"]


def test_a_second_sync_brings_nothing_twice(synced: Synced) -> None:
    synced.mailbox.append_many(messages(20))
    synced.run()
    synced.run()
    assert Entry.objects.count() == Delivery.objects.count() == 20


def test_the_same_message_in_two_folders_is_one_entry(synced: Synced) -> None:
    [raw] = messages(1)
    synced.mailbox.append_many([raw])
    synced.mailbox.append_many([raw], "Projects")
    synced.run()
    assert Entry.objects.count() == Delivery.objects.count() == 1
    assert Location.objects.count() == 2
    assert synced.subjects("inbox") == ["No. 1"]


def test_a_large_message_is_streamed_into_the_archive(synced: Synced) -> None:
    raw = b"Message-ID: <big@x.test>\r\nSubject: big\r\n\r\n" + b"0123456789abcdef\r\n" * 400_000
    synced.mailbox.append_many([raw])
    synced.run()
    assert synced.hashes() == [sha256(raw).hexdigest()]
    assert Entry.objects.get().size == len(raw)


def test_the_folders_say_what_they_hold(synced: Synced) -> None:
    synced.mailbox.append_many(messages(30))
    synced.run()
    inbox = Folder.objects.get(place="inbox")
    assert (inbox.total, inbox.fetched, inbox.complete) == (30, 30, True)
