"""Every date of every page goes through the one component (GE-2, GE-3): no page writes one otherwise, and no source does."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from spindle.members.models import Member
from spindle.members.notation import Notation
from spindle.members.settings import write
from tests.accounts.factories import signed_in
from tests.examples import World, make_world
from tests.factories import message, received
from tests.test_strangers import inside

SOURCE = Path(__file__).resolve().parents[2] / "src/spindle"
LAST_YEAR = datetime(now().year - 1, 11, 25, 15, 30, tzinfo=UTC)
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
DAY_FIRST = re.compile(rf"\b(?:25/11/\d{{4}}|\d{{1,2}} (?:{MONTHS})[a-z]*\b)")
MONTH_FIRST = re.compile(rf"\b(?:11/25/\d{{4}}|(?:{MONTHS})[a-z]*\.? \d{{1,2}}\b(?!:))")
BY_24 = re.compile(r"\b\d{1,2}:\d\d\b(?! [AP]M)")
BY_12 = re.compile(r"\b\d{1,2}:\d\d [AP]M\b")
FOR_MACHINES = re.compile(r'datetime="[^"]*"|value="[^"]*"|(?:src|href|hx-[a-z-]+)="[^"]*"')
# Words on the preferences themselves, which show both ways to choose from.
SHOWS_BOTH = {"preferences:index", "preferences:tab"}


@pytest.fixture
def world(installation: Settings) -> World:
    """Acme, with a message of last year and one of the last days on its pages."""
    world = make_world()
    with world.administrator.organisation.active():
        for at in (LAST_YEAR, now()):
            mail = replace(message(f"Dated {at.year}", sender="x@y.example"), at=at, sent_at=at)
            received(world.account, mail)
        Member.objects.update(joined_at=LAST_YEAR)
    return world


def pages(client: Client, world: World) -> dict[str, str]:
    """What a person sees of each page, by the name of its address."""
    found = {}
    for address in inside():
        if address.lacks():  # test_strangers.py says so by its name
            continue
        answer = client.get(address.url(world), follow=True)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found[address.name] = FOR_MACHINES.sub("", answer.content.decode())
    return found


@pytest.mark.parametrize(
    ("order", "clock", "wanted", "unwanted"),
    [
        ("dmy", 24, (DAY_FIRST, BY_24), (MONTH_FIRST, BY_12)),
        ("mdy", 12, (MONTH_FIRST, BY_12), (DAY_FIRST, BY_24)),
    ],
)
def test_every_page_writes_dates_and_times_as_chosen(
    world: World,
    order: str,
    clock: int,
    wanted: tuple[re.Pattern[str], ...],
    unwanted: tuple[re.Pattern[str], ...],
) -> None:
    with (
        world.administrator.organisation.active(),
        transaction.atomic(using="organisation", durable=True),
    ):
        write(Notation, {"order": order, "clock": clock})
    shown = pages(signed_in(world.administrator), world)
    for pattern in wanted:
        assert any(pattern.search(page) for page in shown.values()), pattern.pattern
    wrong = {
        name: page[max(0, found.start() - 60) : found.end() + 20]
        for name, page in shown.items()
        if name not in SHOWS_BOTH
        for pattern in unwanted
        if (found := pattern.search(page))
    }
    assert wrong == {}


# How Django and Python write dates by themselves; and a browser.
OTHERWISE = re.compile(
    r"\|(?:date|time|timesince|timeuntil|naturaltime|naturalday)\b|\{% now\b"
    r"|\bstrftime\(|\b(?:date|time)_format\(|utils\.dateformat|humanize"
    r"|toLocale(?:Date|Time)String|new Intl\.DateTimeFormat"
)
THE_COMPONENT = SOURCE / "ui/dates.py"


def test_no_source_writes_a_date_otherwise() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{number}: {line.strip()[:100]}"
        for suffix in ("py", "html", "txt", "ts")
        for path in SOURCE.rglob(f"*.{suffix}")
        if path != THE_COMPONENT and "built" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OTHERWISE.search(line)
    ]
    assert found == []
