"""Home: greeting, first steps, newest messages, accounts that need mending (product.md ON-6, ON-7)."""

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from pytest_django import Settings

from spindle.accounts.models import Membership
from spindle.channels.models import Account, AccountState
from spindle.home.rows import greeting
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.actions import set_paused
from spindle.relations.models import Relation
from tests.accounts.factories import founded, joined, signed_in
from tests.factories import account, message, received, relation


def mailbox_of(*members: Membership, state: AccountState = AccountState.OK) -> Account:
    """A mailbox that these members share; their company is active."""
    box = account(*[Member.objects.get(pk=one.member_id) for one in members])
    Account.objects.filter(pk=box.pk).update(state=state, state_reason="The server said no.")
    return box


def steps(client: Client) -> dict[str, str]:
    """Title and state of each first step on the page; empty when they are not shown."""
    setup = client.get("/").context["blocks"][0]["setup"]
    return {step.title: step.state for step in setup["steps"]} if setup else {}


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (5, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (18, "Good evening"),
        (3, "Good evening"),
    ],
)
def test_it_greets_by_the_time_of_day(hour: int, said: str) -> None:
    assert greeting(Member(first_name="Eline"), hour) == f"{said}, Eline"


def test_a_new_company_has_all_steps_before_it(installation: Settings) -> None:
    client = signed_in(founded())
    assert steps(client) == {
        "Configure e-mail": "wait",
        "Add a relation": "wait",
        "Invite colleagues": "wait",
        "See how it works": "wait",
    }


def test_the_steps_are_ticked_by_real_use(installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder)
    with founder.organisation.active():
        mailbox_of(founder)
    assert steps(client)["Configure e-mail"] == "done"
    client.post(
        "/members/invitations/", {"addresses": "joris@acme.example", "role": "user", "language": "en"}
    )
    assert steps(client)["Invite colleagues"] == "done"
    with founder.organisation.active():
        relation()
    client.post("/home/tour/")
    assert steps(client) == {}


def test_who_may_not_invite_has_no_such_step(installation: Settings) -> None:
    assert "Invite colleagues" not in steps(signed_in(joined(founded().organisation)))


def test_who_may_only_read_has_no_steps(installation: Settings) -> None:
    assert steps(signed_in(joined(founded().organisation, Role.READ_ONLY))) == {}


def test_the_steps_can_be_hidden_and_fetched_back(installation: Settings) -> None:
    client = signed_in(founded())
    assert client.post("/home/checklist/").content == b""
    assert steps(client) == {}
    client.post("/home/checklist/", {"show": "1"})
    assert len(steps(client)) == 4


def test_it_shows_the_newest_messages_with_their_relation(installation: Settings) -> None:
    founder = founded()
    with founder.organisation.active():
        relation("Bakkerij Van den Berg", email="info@bakkerij.example")
        box = mailbox_of(founder)
        received(box, message("Offerte", sender="Anneke <info@bakkerij.example>"), message("Wie dan?"))
    page = signed_in(founder).get("/")
    rows = page.context["blocks"][1]["rows"]
    assert [(row.subject, row.sender.name, row.sender.kind, row.unread) for row in rows] == [
        ("Wie dan?", "Jan", "unknown", True),
        ("Offerte", "Bakkerij Van den Berg", "company", True),
    ]
    assert page.context["rail"].items[1].count == 2


def test_not_those_of_a_colleagues_mailbox(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    with founder.organisation.active():
        received(mailbox_of(founder), message("For Eline alone"))
    page = signed_in(joris).get("/")
    assert b"For Eline alone" not in page.content
    assert page.context["rail"].items[1].count == 0


def test_it_shows_the_relations_used_last_and_no_trashed_ones(installation: Settings) -> None:
    founder = founded()
    with founder.organisation.active():
        for name in ("Old", "Gone", "New"):
            made = relation(name)
        Relation.objects.filter(name="Gone").update(trashed_at=now())
        Relation.objects.filter(pk=made.pk).update(last_interaction=made.last_interaction + 16)
    rows = signed_in(founder).get("/").context["blocks"][2]["rows"]
    assert [row.person.name for row in rows] == ["New", "Old"]


def test_a_broken_account_has_one_button_to_mend_it(installation: Settings) -> None:
    founder = founded()
    with founder.organisation.active():
        box = mailbox_of(founder, state=AccountState.SIGN_IN)
    page = signed_in(founder).get("/")
    (ailment,) = page.context["blocks"][0]["ailments"]
    assert (ailment.title, ailment.text) == (f"{box.address}: sign in again", "The server said no.")
    assert ailment.mend_url.encode() in page.content


def test_a_colleague_sees_only_his_own_broken_accounts(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    with founder.organisation.active():
        mailbox_of(founder, state=AccountState.UNREACHABLE)
        own = mailbox_of(joris, state=AccountState.UNREACHABLE)
    (ailment,) = signed_in(joris).get("/").context["blocks"][0]["ailments"]
    assert ailment.title.startswith(own.address)
    assert len(signed_in(founder).get("/").context["blocks"][0]["ailments"]) == 2


@pytest.mark.parametrize("name", ["notices", "news", "relations"])
def test_each_block_can_be_fetched_alone(installation: Settings, name: str) -> None:
    page = signed_in(founded(), **{"hx-request": "true"}).get(f"/home/blocks/{name}/")
    assert page.status_code == 200
    assert b"<html" not in page.content


def test_an_unknown_block_is_not_there(installation: Settings) -> None:
    assert signed_in(founded()).get("/home/blocks/secrets/").status_code == 404


def test_the_rail_marks_the_page_that_asked(installation: Settings) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/relations/7/"}
    page = signed_in(founded(), **headers).get("/home/rail/")
    assert [item.label for item in page.context["rail"].items if item.current] == ["Relations"]


def test_the_administration_has_its_parts_beside_it(installation: Settings) -> None:
    founder = founded()
    rail = signed_in(founder).get("/mail/accounts/").context["rail"]
    assert [item.label for item in rail.items if item.current] == ["Administration"]
    parts = [(item.label, item.url, item.current) for item in rail.sections[0].items]
    assert parts == [
        ("CRM preferences", "/preferences/", False),
        ("Users", "/members/", False),
        ("E-mail accounts", "/mail/accounts/", True),
    ]
    assert signed_in(founder).get("/").context["rail"].sections == ()


def test_who_has_no_administration_finds_his_accounts_under_his_name(installation: Settings) -> None:
    rail = signed_in(joined(founded().organisation)).get("/mail/accounts/").context["rail"]
    assert rail.sections == ()
    assert "E-mail accounts" in [item.label for item in rail.me_menu]


def test_who_has_a_mailbox_is_not_asked_to_connect_one(installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder)
    assert "Connect a mailbox" in client.get("/").content.decode()
    with founder.organisation.active():
        mailbox_of(founder)
    assert "Connect a mailbox" not in client.get("/").content.decode()


def queries_of(client: Client, founder: Membership) -> tuple[int, int]:
    """How many queries Home costs, in the control database and in the company's."""
    with (
        CaptureQueriesContext(connections["default"]) as control,
        founder.organisation.active(),
        CaptureQueriesContext(connections["organisation"]) as company,
    ):
        client.get("/")
    return len(control), len(company)


def test_more_messages_and_relations_cost_no_more_queries(installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder)
    with founder.organisation.active():
        box = mailbox_of(founder)
        relation("First", email="p@x.example")
        received(box, message(sender="p@x.example"))
    # The first visit in a while also notes when the member was last seen.
    queries_of(client, founder)
    before = queries_of(client, founder)
    with founder.organisation.active():
        for number in range(5):
            relation(f"Next {number}", email=f"p{number}@x.example")
            received(box, message(sender=f"p{number}@x.example"))
    assert min(before) > 0
    assert queries_of(client, founder) == before


def test_a_restored_company_goes_on_when_an_administrator_says_so(installation: Settings) -> None:
    founder = founded()
    set_paused(founder.organisation, paused=True)
    user = signed_in(joined(founder.organisation, Role.USER))
    assert "stands still" in user.get("/").content.decode()
    assert user.post("/home/go-on/").status_code == 403
    client = signed_in(founder)
    client.post("/home/go-on/")
    founder.organisation.refresh_from_db()
    assert not founder.organisation.paused
    assert "stands still" not in client.get("/").content.decode()


def test_the_checklist_says_whom_to_ask(installation: Settings) -> None:
    client = signed_in(founded())
    assert "Help with setting up" not in client.get("/").content.decode()
    installation.SPINDLE_SUPPORT_PHONE, installation.SPINDLE_SUPPORT_MAIL = (
        "030 123 45 67",
        "help@host.example",
    )
    assert "Help with setting up: 030 123 45 67 · help@host.example" in client.get("/").content.decode()
