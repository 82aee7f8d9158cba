"""Filters as addresses and chips, the pop-up of all of them, views in the rail; none costs more for more rows."""

import re
from urllib.parse import quote

import pytest
from pytest_django import Settings

from spindle.channels.contract import AttachmentInfo
from spindle.inbox.models import View
from spindle.members.rights import Role
from tests.factories import message
from tests.inbox.people import Worker, ids, worker

FILE = AttachmentInfo(index=0, name="offer.pdf", content_type="application/pdf", size=10)
ALL = "unread=1&unlinked=1&highlighted=1&attachment=1&address=jan%40customer.example&since=2026-03-01&until=2026-03-31"
FILTERS = ["unread=1", "unlinked=1", "highlighted=1", "private=1", "attachment=1", "address=jan%40customer.example",
           "since=2026-03-01", "until=2026-03-31", "period=year", "q=order", ALL, f"{ALL}&q=order"]  # fmt: skip
HERE = f"?list={quote('/inbox/inbox/?attachment=1')}"


@pytest.fixture
def eline(installation: Settings) -> Worker:
    return worker()


def rows(page: str) -> list[str]:
    return re.findall(r'data-open[^>]*aria-label="(?:Unread: )?([^"]*)"', page)


def chips(page: str) -> list[str]:
    found = re.search(r'<ul class="chips list-chips".*?</ul>', page, re.DOTALL)
    return re.findall(r'<span class="cut">([^<]*)<', found[0]) if found else []


def many(who: Worker, count: int) -> None:
    entries = who.receive(*[message(f"Order {number}", attachments=(FILE,)) for number in range(count)])
    who.client.post("/inbox/highlight/", ids(entries))
    who.client.post("/inbox/private/", ids(entries[:1]))


@pytest.mark.parametrize("asked", FILTERS)
def test_a_narrowed_list_costs_the_same_however_many_rows(eline: Worker, asked: str) -> None:
    many(eline, 3)
    few = eline.cost(f"/inbox/inbox/?{asked}")
    many(eline, 20)
    assert eline.cost(f"/inbox/inbox/?{asked}") == few


def test_every_filter_finds_and_is_a_chip_that_takes_it_off(eline: Worker) -> None:
    many(eline, 2)
    eline.receive(message("Other", sender="x@y.example"))
    page = eline.get(f"/inbox/inbox/?{ALL}")
    assert rows(page) == ["Jan: Order 1", "Jan: Order 0"]
    assert chips(page) == [
        "Highlighted",
        "With an attachment",
        "01/03/2026 – 31/03/2026",
        "jan@customer.example",
    ]
    without = next(url for url in re.findall(r'<a class="chip" href="([^"]*)"', page) if "address" not in url)
    assert "highlighted=1" in without


def test_private_is_shown_on_its_row_and_found(eline: Worker) -> None:
    many(eline, 2)
    page = eline.get("/inbox/inbox/?private=1")
    assert rows(page) == ["Jan: Order 0"]
    assert 'aria-label="Private"' in page


def test_what_makes_no_sense_is_passed_over(eline: Worker) -> None:
    eline.receive(message("Order"))
    nonsense = "unread=yes&since=tomorrow&until=0001-01-01&period=ever&account=²&attachment=0"
    page = eline.get(f"/inbox/inbox/?{nonsense}")
    assert rows(page) == ["Jan: Order"]
    assert chips(page) == []


def test_a_colleagues_account_finds_nothing(eline: Worker) -> None:
    joris = eline.colleague()
    joris.receive(message("Order"))
    assert rows(eline.get(f"/inbox/inbox/?account={joris.box.pk}")) == []


def test_the_pop_up_leads_to_the_list_that_it_makes(eline: Worker) -> None:
    page = eline.get(f"/inbox/filter/{HERE}", HX_Request="true")
    assert re.search(r'name="attachment"[^>]* checked', page)
    sent = {"attachment": "", "address": "jan@customer.example", "since": "01/03/2026", "period": "week"}
    answer = eline.client.post(f"/inbox/filter/{HERE}", sent, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/inbox/inbox/?address=jan%40customer.example&since=2026-03-01"


def test_dates_that_cross_are_said(eline: Worker) -> None:
    sent = {"since": "02/03/2026", "until": "01/03/2026"}
    answer = eline.client.post(f"/inbox/filter/{HERE}", sent)
    assert answer.status_code == 422
    assert "before the first day" in answer.content.decode()


def test_no_list_no_pop_up(eline: Worker) -> None:
    for url in (
        "/inbox/filter/",
        "/inbox/filter/?list=/relations/",
        "/inbox/views/new/?list=https://x.example/",
    ):
        assert eline.client.get(url).status_code == 404, url


def test_a_view_stands_in_the_rail_of_who_may_see_it(eline: Worker) -> None:
    joris = eline.colleague()
    answer = eline.client.post(f"/inbox/views/new/{HERE}", {"name": "Met <b>bijlage</b>", "shared": "on"})
    assert answer.status_code == 204
    page = joris.get("/inbox/inbox/")
    assert "Met &lt;b&gt;bijlage&lt;/b&gt;" in page
    assert 'href="/inbox/inbox/?attachment=1"' in page


def test_a_view_is_its_owners_to_change(eline: Worker) -> None:
    joris = eline.colleague()
    eline.client.post(f"/inbox/views/new/{HERE}", {"name": "Bijlagen", "shared": "on"})
    with eline.membership.organisation.active():
        pk = View.objects.get().pk
    for verb in ("get", "post", "delete"):
        assert getattr(joris.client, verb)(f"/inbox/views/{pk}/").status_code == 404
    assert eline.client.post(f"/inbox/views/{pk}/", {"name": ""}).status_code == 422
    assert eline.client.delete(f"/inbox/views/{pk}/").status_code == 204
    assert "Bijlagen" not in eline.get("/inbox/inbox/")
    assert joris.client.post(f"/inbox/views/{pk}/restore/").status_code == 404
    eline.client.post(f"/inbox/views/{pk}/restore/")
    assert "Bijlagen" in eline.get("/inbox/inbox/")


def test_who_may_only_read_filters_but_keeps_no_views(eline: Worker) -> None:
    reader = eline.colleague(Role.READ_ONLY, shares=True)
    assert reader.client.get(f"/inbox/filter/{HERE}").status_code == 200
    assert reader.client.post(f"/inbox/views/new/{HERE}", {"name": "Bijlagen"}).status_code == 403
    assert "Save as a view" not in reader.get("/inbox/inbox/?attachment=1")
