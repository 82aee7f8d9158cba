"""The command palette: relations, commands by right, and the way to a search."""

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from spindle.members.commands import Command, Group, commands_for
from spindle.members.models import Member
from spindle.members.rights import Role, rights_of
from tests.accounts.factories import founded, joined, signed_in
from tests.factories import relation

EVERYBODY = {"Home", "Inbox", "Sent", "Finished", "Drafts", "Spam", "Trash", "Relations", "Profile"}
ADMINISTRATORS = {"Invite colleagues", "Users", "Roles", "CRM preferences: Security"}


def lines(client: Client, typed: str = "") -> dict[str, str]:
    """Label and address of each line that these words find."""
    answer = client.get("/home/palette/", {"q": typed}, headers={"HX-Request": "true"})
    return {line.label: line.url for group in answer.context["groups"] for line in group.lines}


def test_it_opens_with_all_commands_and_the_relations_used_last(installation: Settings) -> None:
    founder = founded()
    with founder.organisation.active():
        kept = relation(name="Bakkerij De Korenaar")
    found = lines(signed_in(founder))
    assert found.keys() >= EVERYBODY | ADMINISTRATORS
    assert found["Bakkerij De Korenaar"] == f"/relations/{kept.pk}/"


def test_a_user_has_no_command_of_an_administrator(installation: Settings) -> None:
    found = lines(signed_in(joined(founded().organisation)))
    assert found.keys() >= EVERYBODY | {"Add a relation", "Connect a mailbox"}
    assert not found.keys() & ADMINISTRATORS


def test_who_may_only_read_has_nothing_to_make(installation: Settings) -> None:
    found = lines(signed_in(joined(founded().organisation, Role.READ_ONLY)))
    assert found.keys() >= EVERYBODY
    assert not found.keys() & (ADMINISTRATORS | {"Add a relation", "Connect a mailbox"})


@pytest.mark.parametrize("role", list(Role))
def test_every_line_leads_to_a_page_that_opens(role: Role, installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder if role == Role.ADMINISTRATOR else joined(founder.organisation, role))
    refused = {
        label: status
        for label, url in lines(client).items()
        if url and (status := client.get(url, follow=True).status_code) != 200
    }
    assert refused == {}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("fini", "Finished"),
        ("PREF sec", "CRM preferences: Security"),
        ("dark", "Theme: dark"),
        ("password", "Profile"),
        ("tour", "Guided tour"),
        ("kore", "Bakkerij De Korenaar"),
    ],
)
def test_words_find_by_their_beginnings(typed: str, found: str, installation: Settings) -> None:
    founder = founded()
    with founder.organisation.active():
        relation(name="Bakkerij De Korenaar")
    assert found in lines(signed_in(founder), typed)


def test_a_search_goes_on_in_messages_and_relations(installation: Settings) -> None:
    found = lines(signed_in(founded()), "a&b")
    assert found == {
        "Search messages for “a&b”": "/inbox/inbox/?q=a%26b",
        "Search relations for “a&b”": "/relations/?q=a%26b",
    }


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "\x00", '"', "%", "x" * 5000, "or and not *"])
def test_hostile_words_are_words(typed: str, installation: Settings) -> None:
    client = signed_in(founded())
    answer = client.get("/home/palette/", {"q": typed}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b"<script" not in answer.content


def test_more_relations_cost_no_more_queries(installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder)

    def queries() -> int:
        with (
            founder.organisation.active(),
            CaptureQueriesContext(connections["organisation"]) as seen,
        ):
            lines(client, "bak")
        return len(seen)

    with founder.organisation.active():
        relation(name="Bakkerij 0")
    queries()
    few = queries()
    with founder.organisation.active():
        for number in range(1, 20):
            relation(name=f"Bakkerij {number}")
    assert queries() == few


def test_it_is_a_page_without_script(installation: Settings) -> None:
    page = signed_in(founded()).get("/home/palette/?q=fini").content.decode()
    assert page.startswith("<!doctype html>")
    assert 'href="/inbox/finished/"' in page


def test_a_right_alone_decides(installation: Settings) -> None:
    member = Member(role=Role.USER)
    assert all(one.right is None or one.right in rights_of(Role.USER) for one in commands_for(member))
    assert not Command(Group.NEW, "x", "plus", writes=True).is_for(Member(role=Role.READ_ONLY))
