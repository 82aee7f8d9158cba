"""<sp-menu>: by click, right click, Shift F10, long press; arrows, typing, Esc. WAI-ARIA menu button."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def menu_button(page: Page, components: str) -> Locator:
    page.goto(components)
    return page.get_by_role("button", name="Menu", exact=True)


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def test_a_click_opens_it_on_its_first_line_and_a_second_one_closes_it(
    page: Page, menu_button: Locator
) -> None:
    menu_button.click()
    expect(menu_button).to_have_attribute("aria-expanded", "true")
    expect(focused(page)).to_have_text("Open")
    menu_button.click()
    expect(page.get_by_role("menu", name="What to do")).to_be_hidden()


def test_arrows_go_round_and_pass_over_what_is_not_possible(page: Page, menu_button: Locator) -> None:
    menu_button.press("ArrowUp")
    expect(focused(page)).to_contain_text("Delete")
    focused(page).press("ArrowUp")
    expect(focused(page)).to_contain_text("Copy the number")
    focused(page).press("End")
    focused(page).press("ArrowDown")
    expect(focused(page)).to_have_text("Open")


def test_typing_goes_to_the_line_that_begins_so(page: Page, menu_button: Locator) -> None:
    menu_button.press("Enter")
    expect(focused(page)).to_have_text("Open")
    page.keyboard.type("mark")
    expect(focused(page)).to_contain_text("Mark as unread")


def test_escape_gives_the_focus_back(page: Page, menu_button: Locator) -> None:
    menu_button.press("ArrowDown")
    expect(focused(page)).to_have_text("Open")
    page.keyboard.press("Escape")
    expect(menu_button).to_be_focused()
    expect(menu_button).to_have_attribute("aria-expanded", "false")


def test_a_choice_is_done_and_closes_it(page: Page, menu_button: Locator) -> None:
    menu_button.press("ArrowDown")
    page.get_by_role("menuitem", name="Finish").press("Enter")
    expect(page.get_by_role("status").get_by_text("Message finished")).to_be_visible()
    expect(page.get_by_role("menu", name="What to do")).to_be_hidden()


def test_right_click_on_a_row_opens_its_menu_at_the_pointer(page: Page, components: str) -> None:
    page.goto(components + "inbox/")
    page.locator("#entry-4").click(button="right", position={"x": 200, "y": 20})
    expect(page.locator("#entry-4").get_by_role("menuitem", name="Mark as unread")).to_be_visible()
    box, row = page.locator("#entry-4 .menu").bounding_box(), page.locator("#entry-4").bounding_box()
    assert box
    assert row
    assert (round(box["x"]), round(box["y"])) == (round(row["x"] + 200), round(row["y"] + 20))


def test_shift_f10_does_the_same_from_the_keyboard_and_escape_returns_to_the_row(
    page: Page, components: str
) -> None:
    page.goto(components + "inbox/")
    link = page.locator("#entry-2 [data-open]")
    link.focus()
    page.keyboard.press("Shift+F10")
    expect(page.locator("#entry-2").get_by_role("menuitem", name="Open")).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_menu_at_the_edge_stays_on_the_screen(page: Page, components: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 420})
    page.goto(components + "inbox/")
    page.locator("#entry-4").click(button="right", position={"x": 340, "y": 50})
    expect(page.locator("#entry-4").get_by_role("menuitem", name="Delete")).to_be_visible()
    box = page.locator("#entry-4 .menu").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 420
    assert box["x"] + box["width"] <= 1440


def test_a_long_press_opens_it_on_a_phone(page: Page, components: str) -> None:
    page.goto(components + "inbox/")
    touch = {"pointerType": "touch", "clientX": 300, "clientY": 300, "bubbles": True}
    page.locator("#entry-3 [data-open]").dispatch_event("pointerdown", touch)
    expect(page.locator("#entry-3").get_by_role("menuitem", name="Open")).to_be_visible()
