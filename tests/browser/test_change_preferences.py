"""Preferences at work: a change shows at once in every open window, and is taken back from the toast."""

from datetime import UTC, datetime

import pytest
from django.utils.timezone import now
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.axe import findings
from tests.browser.conftest import DESK, PHONE, picture
from tests.browser.server import Someone, Spindle
from tests.factories import account, message, received

pytestmark = pytest.mark.browser

LAST_YEAR = datetime(now().year - 1, 11, 5, 15, 30, tzinfo=UTC)
DAY_FIRST, MONTH_FIRST = f"05/11/{LAST_YEAR.year}", f"11/05/{LAST_YEAR.year}"
TABS = ("general", "crm", "mail-and-tasks", "auto-clean", "time", "security", "company")


def with_mail(me: Someone) -> None:
    """A message of last year."""
    with me.company.active():
        received(account(me.member()), message("Offer", at=LAST_YEAR))


def preferences(page: Page, spindle: Spindle, tab: str = "general") -> None:
    page.goto(f"{spindle.url}/preferences/{tab}/")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. It holds for everybody from now on.")).to_be_visible()


def test_a_change_shows_at_once_in_another_window_and_is_taken_back(
    page: Page, context: BrowserContext, spindle: Spindle
) -> None:
    with_mail(spindle.member(page))
    other = context.new_page()
    other.goto(f"{spindle.url}/inbox/")
    when = other.locator(".entry-time")
    expect(when).to_have_text(DAY_FIRST)
    when.evaluate("(row) => { row.wasHereBefore = true }")

    preferences(page, spindle)
    page.get_by_label("(mm/dd/yyyy)").check()
    save(page)
    expect(when).to_have_text(MONTH_FIRST)
    assert when.evaluate("(row) => row.wasHereBefore"), "the page was loaded anew"

    page.get_by_role("button", name="Undo").click()
    expect(when).to_have_text(DAY_FIRST)
    expect(page.get_by_label("(dd/mm/yyyy)")).to_be_checked()


def test_the_language_changes_in_another_window_with_its_menu(
    page: Page, context: BrowserContext, spindle: Spindle
) -> None:
    spindle.member(page)
    other = context.new_page()
    other.goto(spindle.url)
    preferences(page, spindle)
    page.get_by_label("Display language").select_option(label="Nederlands")
    page.get_by_role("button", name="Save").click()
    expect(other.locator("#rail").get_by_text("Postvak IN")).to_be_visible()
    expect(other.locator("html")).to_have_attribute("lang", "nl")


def test_who_is_typing_is_not_disturbed(page: Page, context: BrowserContext, spindle: Spindle) -> None:
    spindle.member(page)
    other = context.new_page()
    preferences(other, spindle, "company")
    other.get_by_label("City", exact=True).fill("Utr")
    preferences(page, spindle)
    page.get_by_label("Display language").select_option(label="Nederlands")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(other.get_by_label("City", exact=True)).to_have_value("Utr")
    other.get_by_role("button", name="Put back").click()
    other.get_by_role("heading", name="CRM preferences").click()
    expect(other.locator("html")).to_have_attribute("lang", "nl")


def test_the_bar_comes_with_the_first_change_and_goes_with_the_last(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    preferences(page, spindle)
    bar = page.locator("sp-changes")
    expect(bar).to_be_hidden()
    page.get_by_label("Hide date for today’s items").uncheck()
    expect(bar.get_by_text("1 change, not saved.")).to_be_visible()
    page.get_by_label("(AM/PM)").check()
    expect(bar.get_by_text("2 changes, not saved.")).to_be_visible()
    picture(page, "preferences-changed")
    page.get_by_role("button", name="Put back").click()
    expect(bar).to_be_hidden()
    expect(page.get_by_label("Hide date for today’s items")).to_be_checked()


def test_what_is_wrong_is_said_and_what_was_typed_stays(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    preferences(page, spindle, "company")
    page.get_by_label("IBAN number").fill("NL91 ABNA 0417 1643 01")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This IBAN is not right.")).to_be_visible()
    expect(page.get_by_label("IBAN number")).to_have_value("NL91 ABNA 0417 1643 01")
    expect(page.locator("sp-changes").get_by_text("Not saved yet.")).to_be_visible()


def test_on_a_phone_the_tab_that_is_open_is_in_sight_and_the_bar_above_the_menu(
    page: Page, spindle: Spindle
) -> None:
    spindle.member(page)
    page.set_viewport_size(PHONE)
    preferences(page, spindle, "company")
    expect(page.get_by_role("link", name="Company", exact=True)).to_be_in_viewport(ratio=1)
    page.get_by_label("City", exact=True).fill("Utrecht")
    expect(page.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
    picture(page, "preferences-phone-changed")
    save(page)
    expect(page.get_by_label("City", exact=True)).to_have_value("Utrecht")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_tab(page: Page, spindle: Spindle, scheme: str, size: ViewportSize) -> None:
    spindle.member(page)
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    for tab in TABS:
        preferences(page, spindle, tab)
        assert findings(page) == [], tab
        picture(page, f"preferences-{tab}-{'desk' if size == DESK else 'phone'}-{scheme}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), tab
