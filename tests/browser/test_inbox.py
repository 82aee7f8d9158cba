"""The inbox at a desk: read, finish, undo, keys, several at once, link who is unknown, news that arrives."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OUTPUT
from tests.browser.office import furnish
from tests.browser.server import Spindle

pytestmark = pytest.mark.browser


def test_smoke(page: Page, spindle: Spindle) -> None:
    me = spindle.member(page, language="nl")
    with me.company.active():
        furnish(me.member())
    page.goto(spindle.url + "/inbox/")
    page.screenshot(path=OUTPUT / "inbox-list.png")
    page.locator("[data-row]").first.click()
    expect(page.locator("#conversation h1")).to_be_visible()
    page.wait_for_timeout(1500)
    page.screenshot(path=OUTPUT / "inbox.png")
