"""<sp-shortcuts>, <sp-tabs>, <sp-splitter>: everything without a mouse."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_sequence_opens_what_carries_it(page: Page, components: str) -> None:
    page.goto(components)
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_keys_are_letters_in_a_field(page: Page, components: str) -> None:
    page.goto(components + "relation/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search relations")).to_be_focused()
    page.keyboard.type("?e")
    expect(page.get_by_role("searchbox", name="Search relations")).to_have_value("?e")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_sheet_shows_what_can_be_pressed_here(page: Page, components: str) -> None:
    page.goto(components + "inbox/")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys on this page")
    expect(sheet.get_by_text("Finish")).to_be_visible()
    expect(sheet.locator("kbd", has_text="#")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_tabs_go_round_with_the_arrows(page: Page, components: str) -> None:
    page.goto(components)
    page.get_by_role("tab", name="CONTACT INFO").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Memo")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="Memo")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="CONTACT INFO")).to_be_hidden()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="CONTACT INFO")).to_be_focused()


def test_a_splitter_moves_with_arrows_and_keeps_its_place(page: Page, components: str) -> None:
    page.goto(components + "inbox/")
    splitter = page.get_by_role("separator", name="Width of the list")
    splitter.press("ArrowRight")
    expect(splitter).to_have_attribute("aria-valuenow", "384")
    page.reload()
    box = page.locator("#inbox-list").bounding_box()
    assert box
    assert box["width"] == 384
    splitter.press("Enter")
    expect(splitter).to_have_attribute("aria-valuenow", "368")


def test_a_splitter_follows_the_mouse_within_its_bounds(page: Page, components: str) -> None:
    page.goto(components + "inbox/")
    box = page.locator("#inbox-list").bounding_box()
    assert box
    edge = box["x"] + box["width"]
    page.mouse.move(edge, 400)
    page.mouse.down()
    page.mouse.move(edge + 500, 400)
    page.mouse.up()
    wide = page.locator("#inbox-list").bounding_box()
    assert wide
    assert wide["width"] == 560


def test_a_phone_shows_one_pane_and_the_conversation_after_a_tap(page: Page, components: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(components + "inbox/")
    expect(page.locator("#conversation")).to_be_hidden()
    page.locator("#entry-2").click()
    expect(page.locator("#conversation").get_by_role("heading", name="Offerte")).to_be_visible()
    expect(page.locator("#inbox-list")).to_be_hidden()
    expect(page.locator(".bottom-bar")).to_be_hidden()
