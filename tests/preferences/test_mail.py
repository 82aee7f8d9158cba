"""Tab E-mail & Tasks: whom a row of the inbox names (product.md ET-1)."""

import pytest
from django.test import Client

from spindle.accounts.models import Membership
from spindle.members.models import Member
from tests.factories import account, message, received, relation
from tests.preferences.pages import MAIL, posted

SHOWN = {"shows": "relation"}


@pytest.fixture(autouse=True)
def mail(founder: Membership) -> None:
    """A message of a person who wrote under another name than his card has."""
    with founder.organisation.active():
        relation("Bakkerij Van den Berg", email="info@bakkerij.example")
        box = account(Member.objects.get(pk=founder.member_id))
        received(box, message("Offer", sender="A. van den Berg <info@bakkerij.example>"))


def row_of(page: str) -> str:
    return page[page.index('class="entry-who"') :].split("</div>")[0]


@pytest.mark.parametrize("url", ["/inbox/", "/inbox/inbox/?q=offer"])
def test_the_linked_relation_is_named_until_the_sender_is_wanted(client: Client, url: str) -> None:
    def shown() -> str:
        return row_of(client.get(url, follow=True).content.decode())

    assert '<span class="entry-name cut">Bakkerij Van den Berg</span>' in shown()
    assert client.post(MAIL, posted("inbox", SHOWN, {"shows": "sender"})).status_code == 302
    assert '<span class="entry-name cut">A. van den Berg</span>' in shown()
    assert "info@bakkerij.example" in shown()
    assert "Bakkerij" not in shown()


def test_home_names_the_same(client: Client) -> None:
    client.post(MAIL, posted("inbox", SHOWN, {"shows": "sender"}))
    assert "<b>A. van den Berg</b>" in client.get("/").content.decode()
