"""The inbox for who has much mail and many colleagues: filters and views, all of a list at once, who else reads, density."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from spindle.archive.models import Delivery
from spindle.organisations.models import Organisation
from tests.accounts.factories import joined
from tests.browser.axe import findings
from tests.browser.conftest import DESK, PHONE, picture
from tests.browser.office import Office, furnish, mail
from tests.browser.server import Someone, Spindle
from tests.factories import received

pytestmark = pytest.mark.browser

ANNEKE = "Re: Offerte toonbank en wandkast"
DAAN = "Foto van de lobby"


class Desk:
    """Eline at her desk, the inbox before her."""

    def __init__(self, page: Page, spindle: Spindle, me: Someone, office: Office) -> None:
        self.page, self.spindle, self.me, self.office = page, spindle, me, office
        page.goto(f"{spindle.url}/inbox/inbox/")
        expect(self.rows.first).to_be_visible()

    @property
    def company(self) -> Organisation:
        return self.me.company

    @property
    def rows(self) -> Locator:
        return self.page.locator("#rows [data-row]:not([data-sp-gone])")

    def row(self, text: str) -> Locator:
        return self.rows.filter(has_text=text)

    @property
    def dialog(self) -> Locator:
        return self.page.locator("#dialog")

    @property
    def views(self) -> Locator:
        return self.page.locator("#rail .rail-list").last

    def filter(self, name: str) -> None:
        self.page.get_by_role("button", name="Filters").click()
        self.page.get_by_role("menuitem", name=name, exact=True).click()

    def arrives(self, *subjects: str) -> None:
        with self.company.active():
            received(
                self.office.box, *(mail(one, "Wessel <post@cafenoord.example>", "Zo.") for one in subjects)
            )

    def standing(self, place: str) -> int:
        with self.company.active():
            return Delivery.objects.filter(place=place).count()


@pytest.fixture
def desk(page: Page, spindle: Spindle) -> Desk:
    me = spindle.member(page)
    with me.company.active():
        office = furnish(me.member())
    return Desk(page, spindle, me, office)


def test_filters_are_chips_and_the_list_becomes_a_view(desk: Desk) -> None:
    desk.row(ANNEKE).locator("[data-open]").focus()
    desk.page.keyboard.press("h")
    expect(desk.row(ANNEKE).get_by_label("Highlighted")).to_be_attached()
    desk.filter("Highlighted")
    expect(desk.rows).to_have_count(1)
    desk.filter("With an attachment")
    chips = desk.page.get_by_role("list", name="Filters of this list")
    expect(chips.get_by_role("link")).to_have_text(
        [re.compile("Highlighted"), re.compile("With an attachment")]
    )
    desk.filter("Save as a view…")
    desk.dialog.get_by_label("Name", exact=True).fill("Open offertes")
    picture(desk.page, "inbox-save-view")
    assert findings(desk.page) == []
    desk.dialog.get_by_role("button", name="Save").click()
    expect(desk.dialog).to_be_hidden()
    view = desk.views.get_by_role("link", name="Open offertes")
    expect(view).to_have_attribute("aria-current", "true")
    picture(desk.page, "inbox-filtered")
    assert findings(desk.page) == []
    chips.get_by_role("link", name="Highlighted").click()
    expect(chips.get_by_role("link")).to_have_count(1)
    view.click()
    expect(desk.rows).to_have_count(1)


def test_a_view_is_renamed_and_removed_with_a_way_back(desk: Desk) -> None:
    desk.filter("Today")
    desk.filter("Save as a view…")
    desk.dialog.get_by_label("Name", exact=True).fill("Vandaag")
    desk.dialog.get_by_role("button", name="Save").click()
    desk.page.get_by_role("link", name="Order and rename views").click()
    desk.dialog.get_by_role("link", name="Rename Vandaag").click()
    desk.dialog.get_by_label("Name", exact=True).fill("Van vandaag")
    desk.dialog.get_by_role("button", name="Save").click()
    expect(desk.views.get_by_role("link", name="Van vandaag")).to_be_visible()
    desk.page.get_by_role("link", name="Order and rename views").click()
    desk.dialog.get_by_role("button", name="Remove Van vandaag").click()
    expect(desk.dialog.get_by_text("No views yet")).to_be_visible()
    # The toast can be reached although the pop-up is open.
    desk.page.locator("sp-toasts").get_by_role("button", name="Undo").last.click()
    expect(desk.dialog.get_by_text("Van vandaag")).to_be_visible()


def test_the_pop_up_of_all_filters_says_what_is_wrong_and_leads_to_the_list(desk: Desk) -> None:
    desk.filter("More filters…")
    desk.dialog.get_by_label("From", exact=True).fill("31/12/2026")
    desk.dialog.get_by_label("Until").fill("01/01/2026")
    desk.dialog.get_by_role("button", name="Show").click()
    expect(desk.dialog.get_by_text("before the first day")).to_be_visible()
    picture(desk.page, "inbox-filters")
    assert findings(desk.page) == []
    desk.dialog.get_by_label("From", exact=True).fill("")
    desk.dialog.get_by_label("Until").fill("")
    desk.dialog.get_by_label("Address").fill("daan@goudenleeuw.example")
    desk.dialog.get_by_role("button", name="Show").click()
    expect(desk.page).to_have_url(re.compile("address=daan%40goudenleeuw.example"))
    for row in desk.rows.all():
        expect(row).to_contain_text("Daan Verhoeven")


def test_all_of_a_list_is_finished_and_undone_at_once(desk: Desk) -> None:
    desk.arrives(*(f"Nummer {number}" for number in range(60)))
    before = desk.standing("inbox")
    desk.page.reload()
    desk.rows.first.locator("[data-open]").focus()
    desk.page.keyboard.press("Control+a")
    desk.page.get_by_role("button", name="Choose all").click()
    expect(desk.page.locator("[data-bulk-count]")).to_have_text("All of this list")
    picture(desk.page, "inbox-choose-all")
    desk.page.keyboard.press("e")
    line = desk.page.locator("#bulk")
    expect(line.get_by_text(re.compile(r"\d+ conversations finished"))).to_be_visible(timeout=60_000)
    expect(desk.rows).to_have_count(0)
    assert desk.standing("inbox") == 0
    picture(desk.page, "inbox-all-done")
    assert findings(desk.page) == []
    line.get_by_role("button", name="Undo").click()
    expect(line.get_by_text("All of it is put back")).to_be_visible(timeout=60_000)
    expect(desk.row("Nummer 0 ")).to_be_visible()
    assert desk.standing("inbox") == before
    line.get_by_role("button", name="Close").click()
    expect(line.locator(".work")).to_have_count(0)


@pytest.fixture
def colleague(browser: Browser, spindle: Spindle, page: Page) -> Iterator[tuple[Desk, Page]]:
    """Eline's desk, and the page of a colleague who shares her mailbox."""
    me = spindle.member(page)
    other = joined(me.company)
    with me.company.active():
        office = furnish(me.member(), Someone(other).member())
    context = browser.new_context(viewport=DESK, locale="en-GB")
    theirs = context.new_page()
    spindle.sign_in(theirs, other)
    theirs.goto(f"{spindle.url}/inbox/inbox/")
    yield Desk(page, spindle, me, office), theirs
    context.close()


def test_a_colleague_who_reads_is_seen_and_gone_when_he_leaves(colleague: tuple[Desk, Page]) -> None:
    desk, theirs = colleague
    desk.row(DAAN).locator("[data-open]").click()
    face = desk.row(DAAN).locator(".entry-marks .readers .avatar")
    expect(face).to_have_count(0)
    theirs.locator("#rows [data-row]", has_text=DAAN).locator("[data-open]").click()
    expect(face).to_have_count(1, timeout=15_000)
    here = desk.page.locator("#conversation [data-readers-of]")
    expect(here).to_contain_text("is reading")
    picture(desk.page, "inbox-who-reads")
    assert findings(desk.page) == []
    theirs.locator("#rows [data-row]", has_text=ANNEKE).locator("[data-open]").click()
    expect(here).to_be_empty(timeout=15_000)
    expect(desk.row(ANNEKE).locator(".readers .avatar")).to_have_count(1)
    theirs.close()
    expect(desk.row(ANNEKE).locator(".readers .avatar")).to_have_count(0, timeout=20_000)


def test_with_rows_chosen_what_comes_in_waits_and_comes_when_none_is(desk: Desk) -> None:
    desk.row(DAAN).locator("[data-open]").focus()
    desk.page.keyboard.press("x")
    at = desk.row(DAAN).bounding_box()
    desk.arrives("Een nieuwe vraag", "Nog een vraag")
    expect(desk.page.get_by_role("button", name="2 new")).to_be_visible()
    assert desk.row(DAAN).bounding_box() == at
    expect(desk.row("Een nieuwe vraag")).to_have_count(0)
    expect(desk.row(DAAN).locator("[data-open]")).to_be_focused()
    picture(desk.page, "inbox-news")
    desk.page.keyboard.press("Escape")
    expect(desk.row("Een nieuwe vraag")).to_be_visible()
    expect(desk.row(DAAN).locator("[data-open]")).to_be_focused()
    expect(desk.page.get_by_role("button", name="2 new")).to_be_hidden()


def test_what_a_colleague_finishes_goes_from_a_list_that_waits(desk: Desk) -> None:
    desk.row(DAAN).locator("[data-open]").focus()
    desk.page.keyboard.press("x")
    desk.arrives("Een nieuwe vraag")
    expect(desk.page.get_by_role("button", name="1 new")).to_be_visible()
    with desk.company.active():
        from spindle.archive.actions import finish

        copy = Delivery.objects.get(entry__subject=ANNEKE)
        finish([copy.pk], by=desk.me.member())
    expect(desk.row(ANNEKE)).to_have_count(0)
    expect(desk.row("Een nieuwe vraag")).to_have_count(0)


@pytest.mark.parametrize("name", ["Compact", "Comfortable"])
def test_the_density_is_the_members_own_everywhere(desk: Desk, name: str) -> None:
    desk.page.get_by_role("button", name="Density").click()
    desk.page.locator("#inbox-list").get_by_role("menuitem", name=name).click()
    root = desk.page.locator("html")
    expect(root).to_have_attribute("data-density", name.lower())
    desk.page.evaluate("() => localStorage.clear()")
    desk.page.goto(f"{desk.spindle.url}/")
    expect(root).to_have_attribute("data-density", name.lower())
    desk.page.goto(f"{desk.spindle.url}/inbox/inbox/")
    picture(desk.page, f"inbox-{name.lower()}")
    assert findings(desk.page) == []


def test_both_panes_are_made_wider_by_keys_and_given_back(desk: Desk) -> None:
    desk.row(ANNEKE).locator("[data-open]").click()
    for label, pane, key in (
        ("Width of the list", "#inbox-list", "ArrowRight"),
        ("Width of the relation", "#relation-panel", "ArrowLeft"),
    ):
        splitter = desk.page.get_by_role("separator", name=label)
        before = desk.page.locator(pane).bounding_box()
        splitter.focus()
        desk.page.keyboard.press(key)
        after = desk.page.locator(pane).bounding_box()
        assert before
        assert after
        assert after["width"] == before["width"] + 16
        expect(splitter).to_have_attribute("aria-valuenow", str(round(after["width"])))
        desk.page.keyboard.press("End")
        expect(splitter).to_have_attribute("aria-valuenow", splitter.get_attribute("aria-valuemax") or "")
        desk.page.keyboard.press("Enter")
        expect(splitter).to_have_attribute("aria-valuenow", str(round(before["width"])))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(page: Page, spindle: Spindle, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    page.set_viewport_size(PHONE)
    me = spindle.member(page)
    with me.company.active():
        furnish(me.member())
    page.goto(
        f"{spindle.url}/inbox/inbox/?attachment=1&period=week&address=anneke@bakkerijvandenberg.example"
    )
    expect(page.get_by_role("list", name="Filters of this list")).to_be_visible()
    picture(page, f"inbox-filtered-phone-{scheme}")
    assert findings(page) == []
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("menuitem", name="More filters…")).to_be_visible()
    picture(page, f"inbox-filter-menu-phone-{scheme}")
    assert findings(page) == []
