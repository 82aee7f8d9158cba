"""A relation's page as it looks: nothing for axe to find, on a phone and in the dark too; the pictures of docs/."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import PHONE, picture
from tests.browser.office import Office, furnish
from tests.browser.server import Spindle

pytestmark = pytest.mark.browser


def furnished(page: Page, spindle: Spindle, language: str = "en") -> Office:
    me = spindle.member(page, language=language)
    with me.company.active():
        return furnish(me.member())


def open_card(page: Page, spindle: Spindle, office: Office) -> None:
    page.goto(f"{spindle.url}/relations/{office.anneke.pk}/")
    page.locator("#archive-rows [data-open]").first.click()
    expect(page.frame_locator("#archive-preview iframe").get_by_text("gerookte eik")).to_be_visible()
    page.mouse.move(2, 2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_a_desk(page: Page, spindle: Spindle, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    open_card(page, spindle, furnished(page, spindle))
    picture(page, {"light": "relation", "dark": "relation-dark"}[scheme])
    assert findings(page) == []
    page.goto(f"{spindle.url}/relations/")
    picture(page, f"relations-{scheme}")
    assert findings(page) == []
    page.keyboard.press("n")
    expect(page.get_by_role("dialog")).to_be_visible()
    picture(page, f"relation-new-{scheme}")
    assert findings(page) == []


def test_a_phone_shows_one_pane_at_a_time(page: Page, spindle: Spindle) -> None:
    page.set_viewport_size(PHONE)
    office = furnished(page, spindle)
    page.goto(f"{spindle.url}/relations/")
    picture(page, "relations-phone")
    assert findings(page) == []
    page.locator(f"#relation-{office.anneke.pk} [data-open]").click()
    expect(page.locator("#card h1")).to_have_text("Anneke van den Berg")
    expect(page.locator("#relation-list")).to_be_hidden()
    picture(page, "relation-phone")
    assert findings(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("#archive-rows [data-open]").first.click()
    expect(page.frame_locator("#archive-preview iframe").get_by_text("gerookte eik")).to_be_visible()
    picture(page, "relation-phone-entry")
    page.get_by_role("link", name="Back to the card").click()
    expect(page.locator("#archive-rows")).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("#relation-list")).to_be_visible()


def test_in_dutch(page: Page, spindle: Spindle) -> None:
    open_card(page, spindle, furnished(page, spindle, language="nl"))
    picture(page, "relation-nl")


def test_a_business_with_its_employees_and_history(page: Page, spindle: Spindle) -> None:
    office = furnished(page, spindle)
    page.goto(f"{spindle.url}/relations/{office.anneke.parent_id}/")
    picture(page, "relation-business")
    page.get_by_role("tab", name="Employees").click()
    picture(page, "relation-employees")
    assert findings(page) == []
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_role("tabpanel", name="History")).to_contain_text("created")
    picture(page, "relation-history")
    assert findings(page) == []
