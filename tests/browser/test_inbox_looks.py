"""How the inbox looks: at a desk by day and by night, on a phone, in both languages; axe finds nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import PHONE, picture
from tests.browser.office import furnish
from tests.browser.server import Spindle

pytestmark = pytest.mark.browser


def arranged(page: Page, spindle: Spindle, language: str = "en") -> None:
    """The inbox of a furnished company, at its list."""
    me = spindle.member(page, language=language)
    with me.company.active():
        furnish(me.member())
    page.goto(f"{spindle.url}/inbox/inbox/")


def open_first(page: Page) -> None:
    page.locator("[data-row] [data-open]").first.click()
    expect(page.locator("#conversation h1")).to_be_visible()
    expect(page.frame_locator("iframe").last.get_by_text("gerookte eik")).to_be_visible()
    page.mouse.move(700, 850)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_at_a_desk(page: Page, spindle: Spindle, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    arranged(page, spindle)
    open_first(page)
    picture(page, {"light": "inbox", "dark": "inbox-dark"}[scheme])
    assert findings(page) == []


def test_in_dutch(page: Page, spindle: Spindle) -> None:
    arranged(page, spindle, "nl")
    open_first(page)
    picture(page, "inbox-nl")
    expect(page.get_by_role("heading", name="Postvak IN")).to_be_visible()
    expect(page.get_by_role("button", name="Afronden", exact=True).first).to_be_visible()


def test_an_unknown_sender(page: Page, spindle: Spindle) -> None:
    arranged(page, spindle)
    page.locator("[data-row]", has_text="Samenwerking").locator("[data-open]").click()
    expect(page.get_by_role("link", name="Add as relation").first).to_be_visible()
    page.mouse.move(700, 850)
    picture(page, "inbox-unknown")
    assert findings(page) == []
    page.get_by_role("link", name="Add as relation").first.click()
    expect(page.locator("#dialog").get_by_label("Name")).to_be_visible()
    picture(page, "inbox-add")
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Link to existing").first.click()
    expect(page.locator("#choices li").first).to_be_visible()
    picture(page, "inbox-link")
    assert findings(page) == []


def test_an_empty_folder_and_a_search(page: Page, spindle: Spindle) -> None:
    arranged(page, spindle)
    page.goto(f"{spindle.url}/inbox/trash/")
    picture(page, "inbox-empty")
    assert findings(page) == []
    page.goto(f"{spindle.url}/inbox/inbox/?q=fineer+before:soon")
    picture(page, "inbox-search")
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_one_pane_at_a_time(page: Page, spindle: Spindle, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    page.set_viewport_size(PHONE)
    arranged(page, spindle)
    expect(page.locator("#conversation")).to_be_hidden()
    picture(page, f"inbox-phone-list-{scheme}")
    assert findings(page) == []
    open_first(page)
    expect(page.locator("#inbox-list")).to_be_hidden()
    picture(page, f"inbox-phone-conversation-{scheme}")
    assert findings(page) == []
    page.get_by_role("link", name="Show the relation").click()
    expect(page.locator("#relation-panel h2").first).to_be_visible()
    picture(page, f"inbox-phone-relation-{scheme}")
    assert findings(page) == []
    page.get_by_role("link", name="Conversation").click()
    expect(page.locator("#conversation h1")).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("#inbox-list")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
