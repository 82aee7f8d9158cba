"""Links follow contact points; a hand corrects them, and they stay corrected (product.md 2.4)."""

import pytest
from django.core.exceptions import PermissionDenied

from spindle.archive.actions import link, unlink
from spindle.archive.models import Entry, Link, RefusedLink
from spindle.members.rights import Role
from spindle.relations.actions import add_point, edit_point, remove_point, trash_relations
from spindle.relations.models import PointKind, Relation
from spindle.relations.points import Point
from tests.factories import account, member, message, received, relation


def entries_of(one: Relation) -> set[int]:
    return set(Link.objects.filter(relation=one).values_list("entry_id", flat=True))


def email(address: str) -> Point:
    return Point(PointKind.EMAIL, address)


def test_a_new_relation_gets_all_past_mail_of_its_address() -> None:
    first, second, _other = received(
        account(member()),
        message(),
        message(sender="x@other.example", cc=("jan@customer.example",)),
        message(sender="y@z.example"),
    )
    bakery = relation("Bakkerij", email="Jan@customer.example")
    assert entries_of(bakery) == {first.pk, second.pk}
    assert set(Link.objects.values_list("role", flat=True)) == {"from", "cc"}
    assert bakery.last_interaction == second.pk


def test_an_added_address_links_past_and_later_mail() -> None:
    bakery, box = relation("Bakkerij"), account(member())
    (past,) = received(box)
    add_point(bakery.pk, email("jan@customer.example"), by=member())
    (later,) = received(box)
    assert entries_of(bakery) == {past.pk, later.pk}


def test_a_corrected_address_links_and_a_removed_one_leaves_links() -> None:
    bakery, box = relation("Bakkerij", email="jan@custommer.example"), account(member())
    (past,) = received(box)
    point = edit_point(bakery.contact_points.get().pk, email("jan@customer.example"), by=member())
    remove_point(point.pk, by=member())
    received(box)
    assert entries_of(bakery) == {past.pk}


def test_past_mail_of_tags_comes_along_unless_they_are_anothers() -> None:
    plain, tagged, _like = received(
        account(member()),
        message(sender="jan+news@customer.example"),
        message(sender="jan+shop@customer.example"),
        message(sender="jan+x@elsewhere.example"),
    )
    shop = relation("Shop", email="jan+shop@customer.example")
    bakery = relation("Bakkerij", email="jan@customer.example")
    assert (entries_of(bakery), entries_of(shop)) == ({plain.pk}, {tagged.pk})


def test_our_own_address_links_no_past_mail() -> None:
    anna = member("Anna", email="anna@ours.example")
    received(account(anna), message(sender="anna@ours.example"))
    assert entries_of(relation("Me", email="anna@ours.example")) == set()


def test_what_a_hand_unlinked_stays_unlinked() -> None:
    anna = member()
    bakery = relation("Bakkerij", email="jan@customer.example")
    (entry,) = received(account(anna))
    assert unlink([entry.pk], bakery.pk, by=anna) == [entry.pk]
    assert unlink([entry.pk], bakery.pk, by=anna) == []
    remove_point(bakery.contact_points.get().pk, by=anna)
    add_point(bakery.pk, email("jan@customer.example"), by=anna)
    assert entries_of(bakery) == set()


def test_a_hand_links_several_and_takes_back_a_refusal() -> None:
    anna, bakery = member(), relation("Bakkerij")
    entries = received(account(anna), message(), message())
    ids = [entry.pk for entry in entries]
    assert link(ids, bakery.pk, by=anna) == ids
    assert link(ids, bakery.pk, by=anna) == []
    unlink(ids, bakery.pk, by=anna)
    assert link(ids, bakery.pk, by=anna) == ids
    assert not RefusedLink.objects.exists()
    assert set(Link.objects.values_list("origin", "role", "by_id")) == {("hand", "", anna.pk)}


def test_a_relation_in_the_trash_takes_no_links() -> None:
    anna, bakery = member(), relation("Bakkerij")
    (entry,) = received(account(anna))
    trash_relations([bakery.pk], by=anna)
    with pytest.raises(Relation.DoesNotExist):
        link([entry.pk], bakery.pk, by=anna)


@pytest.mark.parametrize("verb", [link, unlink])
def test_who_may_only_read_is_refused(verb) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(PermissionDenied):
        verb([1], 1, by=member(role=Role.READ_ONLY))


def test_hundreds_of_past_messages_are_linked_in_one_go() -> None:
    box = account(member())
    for _ in range(3):
        received(box, *[message() for _ in range(300)])
    assert len(entries_of(relation("Bakkerij", email="jan@customer.example"))) == Entry.objects.count() == 900
