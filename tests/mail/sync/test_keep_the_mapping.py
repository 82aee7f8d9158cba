"""UIDs that change, vanish or come back: nothing is mixed up, nothing is asked for for ever (mail.md, rule 5)."""

import shutil
from datetime import timedelta

import pytest

from spindle.archive.models import Delivery, Entry, Unread
from spindle.mail.models import Folder, Location, Quarantine
from tests.mail.sync.conftest import Synced
from tests.peers.mailbox import messages
from tests.peers.tcp_proxy import TcpProxy


def twin(text: bytes) -> bytes:
    """Messages that only their text tells apart."""
    return b"Message-ID: <same@x.test>\r\nSubject: same\r\n\r\n" + text + b"\r\n"


def test_two_messages_of_one_identity_are_not_taken_for_each_other(synced: Synced) -> None:
    synced.mailbox.append_many([twin(b"one")])
    synced.run()
    synced.mailbox.server.change_uidvalidity(synced.mailbox.user)
    synced.mailbox.append_many([twin(b"two")])
    synced.run()
    assert Entry.objects.count() == Location.objects.count() == 2


def test_what_was_read_while_the_uids_changed_is_read_here(synced: Synced) -> None:
    synced.mailbox.append_many(messages(2))
    synced.run()
    synced.mailbox.server.change_uidvalidity(synced.mailbox.user)
    synced.mailbox.flag("uid 1", "\\Seen")
    synced.run()
    assert [row.entry.subject for row in Unread.objects.all()] == ["No. 2"]


def test_a_message_set_aside_that_goes_is_forgotten(
    synced: Synced, proxy: TcpProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spindle.mail.sync.folder_pass.RETRY_PAUSE", timedelta(0))
    synced.mailbox.append_many(messages(3))
    proxy.hide_uid(2)
    synced.run()
    proxy.clear()
    assert Quarantine.objects.count() == 1
    synced.mailbox.expunge("uid 2")
    synced.run()
    assert not Quarantine.objects.exists()
    assert str(Folder.objects.get(place="inbox").accounted_uids()) == "1,3"


def test_a_server_set_back_to_an_older_state_loses_nothing_new(synced: Synced) -> None:
    first, lost, also_lost, new = messages(4)
    box, server = synced.mailbox, synced.mailbox.server
    box.append_many([first])
    server.kill_sessions()
    root = server.maildir(box.user)
    shutil.copytree(root, root.parent / "copy", copy_function=shutil.copy2)
    box.append_many([lost, also_lost])
    synced.run()
    server.kill_sessions()
    shutil.rmtree(root)
    (root.parent / "copy").rename(root)
    for path in (root, *root.rglob("*")):
        server.own(path)
    box.append_many([new])
    synced.run()
    assert synced.subjects() == ["No. 4", "No. 1"]
    assert Entry.objects.count() == 4


def test_no_uidvalidity_at_all_doubles_and_loses_nothing(synced: Synced, proxy: TcpProxy) -> None:
    proxy.rewrite(lambda response: b"" if b"[UIDVALIDITY" in response else response)
    synced.mailbox.append_many(messages(5))
    synced.run()
    synced.mailbox.expunge("uid 2")
    synced.mailbox.append_many(messages(6)[5:])
    synced.run()
    assert synced.subjects() == ["No. 6", "No. 5", "No. 4", "No. 3", "No. 1"]
    assert Entry.objects.count() == Delivery.objects.count() == 6
    assert Location.objects.filter(stale=False).count() == 5


def test_a_message_in_a_folder_that_is_gone_stands_where_else_it_is(synced: Synced) -> None:
    [raw] = messages(1)
    synced.mailbox.append_many([raw], "Projects")
    synced.mailbox.append_many([raw], "Trash")
    synced.run()
    assert synced.subjects("finished") == ["No. 1"]
    synced.mailbox.server.remove(synced.mailbox.user, "Projects")
    synced.run()
    assert synced.subjects("trash") == ["No. 1"]


def test_where_a_member_put_it_it_stays(synced: Synced) -> None:
    [raw] = messages(1)
    synced.mailbox.append_many([raw])
    synced.run()
    Delivery.objects.update(
        place="finished", place_before="inbox", moved_by=synced.owner, moved_at="2026-01-01T00:00Z"
    )
    synced.mailbox.append_many([raw], "Trash")
    synced.mailbox.expunge("uid 1")
    synced.run()
    assert synced.subjects("finished") == ["No. 1"]


def test_sent_mail_marked_as_unread_elsewhere_is_not_unread_here(synced: Synced) -> None:
    synced.mailbox.append_many(messages(1), "Sent", flags="\\Seen")
    synced.run()
    synced.mailbox.server.unflag(synced.mailbox.user, "Sent", "uid 1", "\\Seen")
    synced.run()
    assert not Unread.objects.exists()
