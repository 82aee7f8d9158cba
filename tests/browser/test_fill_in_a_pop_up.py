"""The pop-up, forms that are refused (422), fields edited in place, and passwords."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def pop_up(page: Page, components: str) -> Locator:
    page.goto(components)
    page.get_by_role("link", name="Open a pop-up").click()
    dialog = page.get_by_role("dialog", name="Connect eline@vandijkinterieur.nl")
    expect(dialog).to_be_visible()
    return dialog


def test_it_opens_over_the_page_with_the_focus_on_the_first_thing_to_do(page: Page, pop_up: Locator) -> None:
    expect(pop_up.get_by_label("Company")).to_be_focused()
    assert page.url.endswith("/ui/")


def test_escape_closes_it_and_gives_the_focus_back(page: Page, pop_up: Locator) -> None:
    page.keyboard.press("Escape")
    expect(pop_up).to_be_hidden()
    expect(page.get_by_role("link", name="Open a pop-up")).to_be_focused()


def test_an_error_stays_in_it_with_what_was_typed(pop_up: Locator) -> None:
    pop_up.get_by_label("Company").fill("van dijk")
    pop_up.get_by_role("button", name="Try again").click()
    expect(pop_up.get_by_text("The part after the point is missing.")).to_be_visible()
    expect(pop_up.get_by_label("Company")).to_have_value("van dijk")
    expect(pop_up.get_by_label("Company")).to_have_attribute("aria-invalid", "true")
    expect(pop_up.get_by_label("Company")).to_be_focused()


def test_success_closes_it_and_says_so(page: Page, pop_up: Locator) -> None:
    pop_up.get_by_label("Company").fill("Van Dijk")
    pop_up.get_by_label("Password", exact=True).fill("secret")
    pop_up.get_by_role("button", name="Try again").click()
    expect(pop_up).to_be_hidden()
    expect(page.locator("sp-toasts").get_by_text("Saved")).to_be_visible()


def test_a_password_can_be_looked_at(pop_up: Locator) -> None:
    pop_up.get_by_label("Password", exact=True).fill("secret")
    pop_up.get_by_role("button", name="Show the password").click()
    expect(pop_up.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    pop_up.get_by_role("button", name="Hide the password").click()
    expect(pop_up.get_by_label("Password", exact=True)).to_have_attribute("type", "password")


def test_password_rules_tick_while_one_types(page: Page, components: str) -> None:
    page.goto(components + "plain/")
    page.get_by_label("Password", exact=True).fill("tafelpoot")
    expect(page.locator("[data-rule].is-met")).to_have_text(["8 characters", "lower case"])
    page.get_by_label("Password", exact=True).fill("Étage 9x")
    expect(page.locator("[data-rule].is-met")).to_have_count(4)


def test_sign_up_learns_the_browsers_time_zone(page: Page, components: str) -> None:
    page.goto(components + "plain/")
    expect(page.locator("[name=time_zone]")).to_have_value("Europe/Amsterdam")


def test_a_field_is_edited_in_place_and_enter_saves(page: Page, components: str) -> None:
    page.goto(components)
    page.locator("#inline-company .inline-value").click()
    expect(page.locator("#inline-company input")).to_be_focused()
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        page.keyboard.press("Enter")
    assert saved.value.status == 200
    expect(page.locator("#inline-company .inline-value")).to_be_focused()


def test_a_wrong_value_stays_with_its_sentence(page: Page, components: str) -> None:
    page.goto(components)
    page.locator("#inline-company .inline-value").click()
    page.locator("#inline-company input").fill("nonsense")
    page.locator("h1").click()
    expect(
        page.locator("#inline-company").get_by_text("The part after the point is missing.")
    ).to_be_visible()
    expect(page.locator("#inline-company input")).to_have_value("nonsense")


def test_escape_gives_the_old_value_back(page: Page, components: str) -> None:
    page.goto(components)
    page.locator("#inline-company .inline-value").click()
    page.locator("#inline-company input").fill("nonsense")
    page.keyboard.press("Escape")
    expect(page.locator("#inline-company .inline-value")).to_have_text("Van Dijk")
