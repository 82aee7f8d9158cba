"""Chromium for the tests that look at pages: `page` fails its test on an error in the console, an exception in a script,
a broken policy (CSP) or an answer 5xx. What a test expects to be refused, it names in `page_complaints.expect`.

Pass functions to Playwright ("() => …"), never bare expressions: under our policy the page may not evaluate text.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    sync_playwright,
)

from tests.accounts.factories import pristine
from tests.browser.components import components_served
from tests.browser.server import running_spindle, spindle

__all__ = ["pristine", "running_spindle", "spindle"]

# Playwright keeps an event loop in the thread of the tests; Django's guard against that means servers, not tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

OUTPUT = Path(__file__).resolve().parents[1] / "output"
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Every refusal by the server also stands in the console; it is no mistake of the page.
REFUSED = re.compile(
    r"Failed to load resource: the server responded with a status of (401|403|409|410|422|429)"
)
WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} blocked ${event.blockedURI || event.sample}`));
"""


def picture(page: Page, name: str) -> None:
    """A picture of what is on the screen, in tests/output/. With SPINDLE_PICTURES set, one that docs/ shows is made anew there."""
    in_docs = PICTURES / f"{name}.png"
    OUTPUT.mkdir(exist_ok=True)
    shown = os.environ.get("SPINDLE_PICTURES") and in_docs.exists()
    page.screenshot(path=in_docs if shown else OUTPUT / f"{name}.png", animations="disabled")


@dataclass
class Complaints:
    """What went wrong on a page, and the patterns of what a test expects to go wrong."""

    heard: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """This complaint belongs to the test."""
        self.expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """What nobody expected."""
        return [
            said for said in self.heard if not any(known.search(said) for known in (REFUSED, *self.expected))
        ]

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        page.add_init_script(WATCH_POLICY)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.heard.append(f"exception: {error}"))
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(f"{message.text} ({message.location.get('url', '')})")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.heard.append(f"{response.status} {response.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser: own cookies, English, a desk's screen."""
    fresh = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Europe/Amsterdam")
    fresh.set_default_timeout(10_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page_complaints() -> Complaints:
    """What the pages of this test complain about."""
    return Complaints()


@pytest.fixture
def page(
    context: BrowserContext, page_complaints: Complaints, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page that must not complain. After a failure its picture stands in tests/output/."""
    opened = context.new_page()
    page_complaints.watch(opened)
    failed_before = request.session.testsfailed
    yield opened
    if request.session.testsfailed > failed_before:
        OUTPUT.mkdir(exist_ok=True)
        opened.screenshot(path=OUTPUT / f"{request.node.name}.png")
    assert page_complaints.unexpected() == []


@pytest.fixture(scope="module")
def components() -> Iterator[str]:
    """The address of the page of components, served alone."""
    with components_served() as address:
        yield address
