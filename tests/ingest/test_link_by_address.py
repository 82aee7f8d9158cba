"""On arrival a message is linked to every relation among its addresses (product.md EM-13)."""

from dataclasses import replace

import pytest

from spindle.archive.actions import unlink
from spindle.archive.models import Entry, Link
from spindle.archive.queries.parties import parties_of, unknown_parties
from spindle.channels.contract import Direction, Place
from spindle.relations.models import Relation
from tests.factories import account, member, message, received, relation


def roles(entry: Entry) -> dict[str, str]:
    """Relation name → header."""
    return dict(Link.objects.filter(entry=entry).values_list("relation__name", "role"))


def test_every_relation_among_the_headers_is_linked_with_its_header() -> None:
    for name in ("from", "to", "cc", "reply"):
        relation(name, email=f"{name}@customer.example")
    (entry,) = received(
        account(member()),
        message(
            sender="from@customer.example",
            to=("to@customer.example",),
            cc=("cc@customer.example",),
            reply_to=("reply@customer.example",),
        ),
    )
    assert roles(entry) == {"from": "from", "to": "to", "cc": "cc", "reply": "reply_to"}


def test_a_display_name_links_nothing() -> None:
    relation("Bank", email="info@bank.example")
    (entry,) = received(account(member()), message(sender="info@bank.example <thief@evil.example>"))
    assert roles(entry) == {}


def test_a_relation_in_several_headers_is_linked_once_by_the_first() -> None:
    relation("Jan", email="jan@customer.example")
    (entry,) = received(
        account(member()), message(sender="jan@customer.example", cc=("Jan@Customer.example",))
    )
    assert roles(entry) == {"Jan": "from"}


def test_all_relations_with_the_address_are_linked() -> None:
    company = relation("Bakkerij", email="info@bakery.example")
    relation("Owner", email="info@bakery.example", below=company)
    (entry,) = received(account(member()), message(sender="info@bakery.example"))
    assert roles(entry) == {"Bakkerij": "from", "Owner": "from"}


def test_a_members_own_address_never_links() -> None:
    anna = member("Anna", email="anna@ours.example")
    relation("Ourselves", email="anna@ours.example")
    (entry,) = received(account(anna), message(sender="anna@ours.example", to=("Anna+x@ours.example",)))
    assert roles(entry) == {}


def test_an_accounts_address_never_links() -> None:
    relation("Ourselves", email="info@ours.example")
    (entry,) = received(account(member(), address="Info@Ours.example"), message(sender="info@ours.example"))
    assert roles(entry) == {}


def test_a_message_between_colleagues_links_nothing_though_a_customer_is_named() -> None:
    anna, bob = member("Anna", email="anna@ours.example"), member("Bob", email="bob@ours.example")
    relation("Bakkerij", email="info@bakery.example")
    (entry,) = received(
        account(anna, bob),
        message("About info@bakery.example", sender="Info <anna@ours.example>", to=("bob@ours.example",)),
    )
    assert roles(entry) == {}


def test_a_tag_is_matched_exactly_first() -> None:
    relation("Plain", email="jan@customer.example")
    relation("Tagged", email="jan+shop@customer.example")
    exact, other = received(
        account(member()),
        message(sender="jan+shop@customer.example"),
        message(sender="jan+news@customer.example"),
    )
    assert roles(exact) == {"Tagged": "from"}
    assert roles(other) == {"Plain": "from"}


def test_case_and_idn_do_not_matter() -> None:
    relation("Bücher", email="Info@bücher.example")
    (entry,) = received(account(member()), message(sender="INFO@XN--BCHER-KVA.example"))
    assert roles(entry) == {"Bücher": "from"}


def test_bcc_counts_in_what_we_sent_only() -> None:
    from dataclasses import replace

    from tests.factories import mailbox

    relation("Hidden", email="hidden@customer.example")
    blind = (mailbox("hidden@customer.example"),)
    sent = replace(message(sender="info@ours.example", direction=Direction.OUT, place=Place.SENT), bcc=blind)
    incoming = replace(message(), bcc=blind)
    out, in_ = received(account(member(), address="info@ours.example"), sent, incoming)
    assert roles(out) == {"Hidden": "bcc"}
    assert roles(in_) == {}


def test_a_colleagues_copy_does_not_bring_a_refused_link_back() -> None:
    anna = member()
    bakery = relation("Bakkerij", email="jan@customer.example")
    letter = message()
    (entry,) = received(account(anna), letter)
    unlink([entry.pk], bakery.pk, by=anna)
    received(account(anna), letter)
    assert roles(entry) == {}


def test_the_relation_and_its_employers_move_up() -> None:
    company = relation("Company")
    person = relation("Person", email="p@company.example", below=company)
    Relation.objects.update(last_interaction=0)
    (entry,) = received(account(member()), message(sender="p@company.example"))
    for one in (company, person):
        one.refresh_from_db()
        assert one.last_interaction == entry.pk


@pytest.mark.parametrize("place", [Place.SPAM, Place.TRASH])
def test_spam_is_linked_but_moves_nobody_up(place: Place) -> None:
    bakery = relation("Bakkerij", email="jan@customer.example")
    Relation.objects.update(last_interaction=0)
    (entry,) = received(account(member()), message(place=place))
    bakery.refresh_from_db()
    assert (roles(entry), bakery.last_interaction) == ({"Bakkerij": "from"}, 0)


def test_a_draft_is_linked_when_it_is_sent() -> None:
    relation("Bakkerij", email="jan@customer.example")
    box, letter = account(member()), message(place=Place.DRAFTS, direction=Direction.OUT)
    (entry,) = received(box, letter)
    assert roles(entry) == {}
    received(box, replace(letter, place=Place.SENT))
    assert roles(entry) == {"Bakkerij": "from"}


def test_whom_a_draft_is_to_nobody_is_asked_about() -> None:
    (entry,) = received(account(member()), message(to=("stranger@x.example",), place=Place.DRAFTS))
    assert unknown_parties(parties_of([entry])[entry.pk]) == []
