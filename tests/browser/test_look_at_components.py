"""Every part in every state (/ui/), light and dark, at a desk and on a phone: what one sees, and axe."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import findings
from tests.browser.conftest import OUTPUT, PHONE

pytestmark = pytest.mark.browser
PAGES = ["", "inbox/", "relation/", "home/", "page/", "dialog/", "plain/", "about/"]
# What is wider than the pane that it scrolls in, by more than a pixel.
WIDE = """() => [document.documentElement, ...document.querySelectorAll("main, .pane-scroll, .dialog-body")]
  .filter((pane) => pane.scrollWidth > pane.clientWidth + 1 && !pane.matches(".page"))
  .map((pane) => `${pane.tagName}.${pane.className}: ${pane.scrollWidth} > ${pane.clientWidth}`)"""


def shot(page: Page, name: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / f"components-{name.strip('/') or 'all'}.png")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_at_a_desk(page: Page, components: str, address: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two
    page.goto(components + address)
    shot(page, f"{address}-{theme}")
    assert findings(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_on_a_phone_and_nothing_sticks_out(
    page: Page, components: str, address: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(components + address)
    shot(page, f"{address}-phone")
    assert findings(page) == []
    assert page.evaluate(WIDE) == []


def test_measures_are_those_of_the_design(page: Page, components: str) -> None:
    page.goto(components + "inbox/")
    heights = {
        ".rail-item": 28,
        ".entry": 56,
        ".pane-bar": 48,
        ".inbox-conversation > .pane-bar > .button:visible": 32,
    }
    measured = {name: page.locator(name).first.bounding_box() for name in heights}
    assert {name: box and round(box["height"]) for name, box in measured.items()} == heights


def test_theme_is_kept_and_there_before_the_first_paint(page: Page, components: str) -> None:
    page.goto(components)
    page.get_by_role("button", name="Dark").click()
    page.reload(wait_until="commit")
    page.wait_for_selector("html[data-theme=dark]", state="attached")
    page.get_by_role("button", name="System").click()
    assert page.evaluate("() => document.documentElement.dataset.theme") is None


def test_compact_shows_more_on_a_screen(page: Page, components: str) -> None:
    page.goto(components)
    page.get_by_role("button", name="Compact").click()
    box = page.locator("#entries .entry").first.bounding_box()
    assert box
    assert box["height"] == 48


def test_pages_read_without_script(browser: Browser, components: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(components + "inbox/")
    assert page.get_by_role("heading", name="Offerte toonbank en wandkast").is_visible()
    page.goto(components + "dialog/")
    assert page.get_by_role("heading", name="Connect eline@vandijkinterieur.nl").is_visible()
    page.close()
