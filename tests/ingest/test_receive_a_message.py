"""A batch becomes entries, copies, participants, links and unread marks; the same again changes nothing."""

from spindle.archive.models import Body, Delivery, Entry, Link, Participant, Unread
from spindle.channels.contract import Place
from spindle.ingest.receive import receive
from tests.factories import account, member, message, received, relation


def test_it_makes_an_entry_with_its_copy_and_text() -> None:
    (entry,) = received(account(member()), message("Invoice 12", text="Please pay."))
    assert (entry.subject, entry.sender_name, entry.sender_address) == (
        "Invoice 12",
        "Jan",
        "jan@customer.example",
    )
    assert Body.objects.get(entry=entry).text == "Please pay."
    assert Delivery.objects.get(entry=entry).place == Place.INBOX


def test_the_same_batch_again_changes_nothing() -> None:
    box, batch = account(member()), [message(), message()]
    first = receive(box, batch)
    again = receive(box, batch)
    assert [a.outcome for a in first] == ["new", "new"]
    assert [a.outcome for a in again] == ["known", "known"]
    assert [(a.entry_id, a.delivery_id) for a in first] == [(a.entry_id, a.delivery_id) for a in again]
    assert (Entry.objects.count(), Delivery.objects.count(), Unread.objects.count()) == (2, 2, 2)


def test_it_links_to_the_relation_of_the_sender() -> None:
    bakery = relation("Bakkerij", email="jan@customer.example")
    (entry,) = received(account(member()), message())
    assert Link.objects.get(entry=entry).relation == bakery
    assert Participant.objects.filter(entry=entry).count() == 2
