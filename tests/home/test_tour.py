"""The guided tour (product.md ON-6): its steps by right, and that it is taken once."""

from django.test import Client
from pytest_django import Settings

from spindle.members.rights import Role
from tests.accounts.factories import founded, joined, signed_in
from tests.factories import relation


def urls(client: Client) -> list[str]:
    """Where the steps are, in order."""
    return [step.url for step in client.get("/home/tour/").context["steps"]]


def test_it_goes_through_the_real_screens(installation: Settings) -> None:
    founder = founded()
    with founder.organisation.active():
        kept = relation()
    assert list(dict.fromkeys(urls(signed_in(founder)))) == [
        "/",
        "/inbox/inbox/",
        "/relations/",
        f"/relations/{kept.pk}/",
        "/mail/accounts/",
    ]


def test_every_page_of_it_opens_for_who_may_only_read(installation: Settings) -> None:
    client = signed_in(joined(founded().organisation, Role.READ_ONLY))
    assert {client.get(url).status_code for url in urls(client)} == {200}


def test_home_offers_it_until_it_is_over(installation: Settings) -> None:
    client = signed_in(founded())

    def offered() -> dict[str, str]:
        return {step.title: step.state for step in client.get("/").context["blocks"][0]["setup"]["steps"]}

    assert offered()["See how it works"] == "wait"
    assert client.post("/home/tour/").status_code == 204
    assert offered()["See how it works"] == "done"


def test_the_menu_under_ones_name_begins_it(installation: Settings) -> None:
    assert 'href="/?tour=start"' in signed_in(founded()).get("/members/me/").content.decode()


def test_the_film_of_the_host_stands_beside_it(installation: Settings) -> None:
    client = signed_in(founded())
    assert "Introduction video" not in client.get("/home/tour/").content.decode()
    installation.SPINDLE_TOUR_VIDEO = "https://video.example/welcome"
    assert 'href="https://video.example/welcome"' in client.get("/home/tour/").content.decode()
