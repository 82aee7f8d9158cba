"""<sp-list>: one Tab stop, arrows and j k, Enter, several at once; and what survives a morph."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components import STREAMS

pytestmark = pytest.mark.browser
STOPS = "() => document.querySelectorAll('sp-list [data-open][tabindex=\"0\"]').length"
CHOSEN = "() => [...document.querySelectorAll('[data-sp-chosen]')].map((row) => row.dataset.id)"
SENT = "() => [...document.querySelectorAll('form[data-bulk] input[name=id]')].map((input) => input.value)"


@pytest.fixture
def inbox(page: Page, components: str) -> Page:
    page.goto(components + "inbox/")
    expect(page.locator("#entry-1 [data-open]")).to_have_attribute("tabindex", "0")
    return page


@pytest.fixture
def live_inbox(page: Page, components: str) -> Callable[[], None]:
    """The inbox with its live stream open; a call tells it that mail has come."""
    before = STREAMS.opened
    page.goto(components + "inbox/")
    return lambda: STREAMS.publish("inbox", after=before)


def at(page: Page, entry: int) -> None:
    expect(page.locator(f"#entry-{entry} [data-open]")).to_be_focused()


def test_it_is_one_tab_stop_at_the_current_row(inbox: Page) -> None:
    assert inbox.evaluate(STOPS) == 1


def test_arrows_and_letters_move_and_stop_at_the_ends(inbox: Page) -> None:
    inbox.locator("#entry-1 [data-open]").focus()
    inbox.keyboard.press("ArrowDown")
    inbox.keyboard.press("j")
    at(inbox, 3)
    inbox.keyboard.press("k")
    at(inbox, 2)
    inbox.keyboard.press("End")
    inbox.keyboard.press("ArrowDown")
    at(inbox, 9)
    inbox.keyboard.press("Home")
    at(inbox, 1)


def test_letters_work_from_anywhere_on_the_page(inbox: Page) -> None:
    inbox.locator("body").press("j")
    at(inbox, 2)


def test_enter_opens_beside_the_list_and_marks_the_row(inbox: Page) -> None:
    inbox.locator("#entry-1 [data-open]").focus()
    inbox.keyboard.press("j")
    inbox.keyboard.press("Enter")
    expect(inbox.locator("#entry-2 [data-open]")).to_have_attribute("aria-current", "true")
    expect(inbox.locator("#entry-1 [data-open]")).not_to_have_attribute("aria-current", "true")
    expect(inbox).to_have_url(re.compile(r"/ui/conversation/\?id=2$"))


def test_several_are_chosen_with_x_and_shift_and_sent_together(inbox: Page) -> None:
    inbox.locator("#entry-2 [data-open]").focus()
    inbox.keyboard.press("x")
    inbox.keyboard.press("Shift+ArrowDown")
    inbox.keyboard.press("Shift+ArrowDown")
    assert inbox.evaluate(CHOSEN) == ["2", "3", "4"]
    assert inbox.evaluate(SENT) == ["2", "3", "4"]
    expect(inbox.get_by_text("3 chosen")).to_be_visible()
    inbox.get_by_role("form", name="With the chosen ones").get_by_role("button", name="Finish").click()
    expect(inbox.get_by_text("3 messages finished")).to_be_visible()
    expect(inbox.locator("#entry-3")).to_have_count(0)
    expect(inbox.get_by_text("3 chosen")).to_be_hidden()


def test_a_shift_click_chooses_a_range_and_escape_clears_it(inbox: Page) -> None:
    inbox.locator("#entry-2").click(modifiers=["Control"])
    inbox.locator("#entry-5").click(modifiers=["Shift"])
    assert inbox.evaluate(CHOSEN) == ["2", "3", "4", "5"]
    inbox.keyboard.press("Escape")
    assert inbox.evaluate(CHOSEN) == []


def test_a_verbs_key_acts_on_the_row_where_one_is_and_the_next_gets_the_focus(inbox: Page) -> None:
    inbox.locator("#entry-4 [data-open]").focus()
    inbox.keyboard.press("e")
    expect(inbox.locator("#entry-4")).to_have_count(0)
    at(inbox, 5)


def test_a_refusal_puts_the_row_back_and_says_why(inbox: Page) -> None:
    inbox.locator("#entry-4 [data-open]").focus()
    inbox.keyboard.press("#")
    expect(inbox.get_by_text("Meryem deleted this a moment ago.")).to_be_visible()
    expect(inbox.locator("#entry-4")).to_be_visible()


def test_new_rows_come_live_and_keep_focus_choice_and_menu(
    page: Page, live_inbox: Callable[[], None]
) -> None:
    page.locator("#entry-2 [data-open]").focus()
    page.keyboard.press("x")
    page.keyboard.press("Shift+F10")
    expect(page.locator("#entry-2").get_by_role("menuitem", name="Open")).to_be_focused()
    live_inbox()
    expect(page.locator("#entry-12")).to_be_attached()
    expect(page.locator("#entry-2").get_by_role("menuitem", name="Open")).to_be_focused()
    assert page.evaluate(CHOSEN) == ["2"]
    assert page.evaluate(STOPS) == 1


def test_what_a_morph_brings_in_can_be_used(page: Page, live_inbox: Callable[[], None]) -> None:
    live_inbox()
    page.locator("#entry-12 [data-open]").focus()
    page.keyboard.press("e")
    expect(page.get_by_text("Message finished")).to_be_visible()


def test_single_letters_can_be_switched_off(inbox: Page) -> None:
    inbox.evaluate("() => localStorage.setItem('shortcuts', 'off')")
    inbox.locator("#entry-1 [data-open]").focus()
    inbox.keyboard.press("j")
    at(inbox, 1)
    inbox.keyboard.press("ArrowDown")
    at(inbox, 2)
