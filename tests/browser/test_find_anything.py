"""The command palette by keyboard: combobox and listbox of the WAI-ARIA practices, with an axe check."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import PHONE, picture
from tests.browser.server import Spindle
from tests.factories import relation

pytestmark = pytest.mark.browser


def opened(page: Page) -> Locator:
    """The palette's field, by its key."""
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search and commands")
    expect(field).to_be_focused()
    return field


def marked(page: Page) -> Locator:
    return page.locator("[role=option][aria-selected=true]")


def test_arrows_home_and_end_walk_while_the_field_keeps_the_focus(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    field = opened(page)
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    expect(marked(page)).to_have_count(1)
    expect(field).to_have_attribute("aria-activedescendant", str(marked(page).get_attribute("id")))
    field.press("End")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    field.press("ArrowUp")
    field.press("Home")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_be_focused()
    picture(page, "palette-light")
    assert findings(page) == []
    field.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_is_typed_is_found_and_enter_goes_there(page: Page, spindle: Spindle) -> None:
    me = spindle.member(page)
    with me.company.active():
        kept = relation("Bakkerij De Korenaar")
    field = opened(page)
    # Enter at once: it waits for the answer, and does not open what was marked before.
    field.press_sequentially("koren")
    field.press("Enter")
    expect(page).to_have_url(re.compile(rf"/relations/{kept.pk}/$"))


def test_how_many_were_found_is_said(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    opened(page).fill("nothing is called so")
    expect(page.locator("sp-palette [role=status]")).to_have_text("2 results")
    expect(marked(page)).to_contain_text("Search messages for")


def test_a_pop_up_a_theme_and_the_keys_open_from_it(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    field = opened(page)
    field.fill("add rel")
    expect(marked(page)).to_have_text("Add a relation")
    field.press("Enter")
    expect(page.get_by_role("heading", name="New relation")).to_be_visible()
    page.keyboard.press("Escape")
    field = opened(page)
    field.fill("dark")
    expect(marked(page)).to_have_text("Theme: dark")
    field.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    field = opened(page)
    picture(page, "palette-dark")
    assert findings(page) == []
    field.fill("keys")
    expect(marked(page)).to_have_text("Keys on this page")
    field.press("Enter")
    sheet = page.get_by_role("dialog", name="Keys on this page")
    expect(sheet.get_by_role("heading", name="Everywhere")).to_be_visible()
    picture(page, "keys-dark")


def test_the_list_keeps_its_own_search_beside_it(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    page.goto(spindle.url + "/relations/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    opened(page)
    picture(page, "palette-relations")


def test_on_a_phone_it_stands_in_the_menu(page: Page, spindle: Spindle) -> None:
    page.set_viewport_size(PHONE)
    spindle.member(page)
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Search", exact=True).click()
    expect(page.get_by_role("combobox", name="Search and commands")).to_be_focused()
    picture(page, "palette-phone")
    assert findings(page) == []
