"""<sp-toasts>: what happened, with a way back."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def toasted(page: Page, components: str) -> Page:
    page.goto(components)
    page.get_by_role("button", name="Finish with undo").click()
    expect(page.locator("sp-toasts").get_by_text("Message finished")).to_be_visible()
    return page


def test_undo_is_sent_and_told(toasted: Page) -> None:
    with toasted.expect_request(lambda sent: sent.method == "DELETE" and sent.url.endswith("/ui/deed/")):
        toasted.locator("sp-toasts").get_by_role("button", name="Undo").click()
    expect(toasted.locator("sp-toasts").get_by_text("Undone")).to_be_visible()


def test_z_undoes_the_last(toasted: Page) -> None:
    with toasted.expect_request(lambda sent: sent.method == "DELETE"):
        toasted.keyboard.press("z")
    expect(toasted.locator("sp-toasts").get_by_text("Undone")).to_be_visible()


def test_it_waits_under_the_pointer_and_goes_by_itself(page: Page, components: str) -> None:
    page.clock.install()
    page.goto(components)
    page.get_by_role("button", name="Finish with undo").click()
    toast = page.locator("sp-toasts > .toast")
    expect(toast).to_be_visible()
    toast.hover()
    page.clock.run_for(20_000)
    expect(toast).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(11_000)
    expect(toast).to_have_count(0)


def test_the_server_out_of_reach_is_said_in_a_sentence(
    page: Page, components: str, page_complaints: object
) -> None:
    page.goto(components)
    page.route("**/ui/deed/", lambda route: route.abort())
    page_complaints.expect("Failed to fetch|ERR_FAILED")  # type: ignore[attr-defined]  # the fixture of this folder
    page.get_by_role("button", name="Finish with undo").click()
    expect(page.locator("sp-toasts").get_by_text("Nothing was changed")).to_be_visible()


def test_a_copy_is_on_the_clipboard(page: Page, components: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(components)
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.locator("sp-toasts").get_by_text("Copied")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == "06 4132 8890"
