"""Drafts that a mail program keeps on the server come and go here as there; nobody is bothered with them."""

from spindle.archive.actions.move import restore_deliveries
from spindle.archive.models import Delivery, Entry, Link, LinkOrigin
from tests.factories import relation
from tests.mail.sync.conftest import Synced
from tests.peers.mailbox import messages


def draft(number: int) -> bytes:
    """As a mail program saves it again and again."""
    return (
        f"Message-ID: <draft{number}@ours.test>\r\nFrom: me@ours.test\r\nTo: Jan <jan@customer.example>\r\n"
        f"Subject: Offer\r\n\r\n{'dear ' * number}\r\n"
    ).encode()


def test_of_a_draft_saved_again_the_last_one_stays(synced: Synced) -> None:
    relation("Customer", email="jan@customer.example")
    synced.mailbox.append_many([draft(1)], "Drafts")
    synced.run()
    synced.mailbox.append_many([draft(2)], "Drafts")
    synced.mailbox.expunge("uid 1", "Drafts")
    synced.run()
    assert [entry.message_id for entry in Entry.objects.all()] == ["draft2@ours.test"]
    assert not Link.objects.exists()


def test_a_draft_that_was_sent_is_one_message(synced: Synced) -> None:
    customer = relation("Customer", email="jan@customer.example")
    synced.mailbox.append_many([draft(1)], "Drafts")
    synced.run()
    synced.mailbox.append_many([draft(1)], "Sent")
    synced.mailbox.expunge("uid 1", "Drafts")
    synced.run()
    assert synced.subjects("sent") == ["Offer"]
    assert [link.relation for link in Link.objects.all()] == [customer]


def test_a_draft_that_a_member_linked_stays(synced: Synced) -> None:
    customer = relation("Customer")
    synced.mailbox.append_many([draft(1)], "Drafts")
    synced.run()
    Link.objects.create(relation=customer, entry=Entry.objects.get(), origin=LinkOrigin.HAND)
    synced.mailbox.expunge("uid 1", "Drafts")
    synced.run()
    assert Entry.objects.count() == 1


def test_what_the_server_moved_to_its_trash_goes_back_to_the_inbox(synced: Synced) -> None:
    [raw] = messages(1)
    synced.mailbox.append_many([raw])
    synced.run()
    synced.mailbox.expunge("uid 1")
    synced.run()
    synced.mailbox.append_many([raw], "Trash")
    synced.run()
    assert synced.subjects("trash") == ["No. 1"]
    restore_deliveries([Delivery.objects.get().pk], by=synced.owner)
    assert synced.subjects() == ["No. 1"]
