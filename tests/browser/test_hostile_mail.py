"""Hostile mail in a real browser: nothing in it runs, asks, sends, reaches out or leaves its frame (mail-practice.md, 22 and 23).

A canary listens at the addresses that the mails name, and what the browser asks of any other host is written down.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils.timezone import now
from playwright.sync_api import BrowserContext, Dialog, Page, Request, expect

from spindle.archive.models import Entry
from spindle.mail.views.policies import FRAME_POLICY
from tests.browser.conftest import Complaints
from tests.browser.hostile import BAIT, FILE_NAME, HTML, hostile_mail
from tests.browser.office import OURS, incoming
from tests.browser.server import Someone, Spindle
from tests.factories import account, received, relation

pytestmark = pytest.mark.browser
# Set by every script of the mails, in whatever window it runs.
MARK = "() => Boolean(window.ran) || document.title === 'ran'"
# What a style that leaks would change.
LOOK = """() => { const style = getComputedStyle(document.body), rail = document.querySelector("#rail").getBoundingClientRect();
  return [style.backgroundColor, style.color, style.fontSize, style.display, rail.width, rail.height,
    document.elementFromPoint(10, 10).closest("#rail") !== null, document.querySelectorAll("base, meta[http-equiv]").length]; }"""


@dataclass
class Canary:
    """A server that nobody should ask, and what was asked of it."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(f"{self.command} {self.path}")
            self.send_response(204)
            self.end_headers()

        do_POST = do_HEAD = do_OPTIONS = do_GET

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
            """Nothing is printed."""

    with serving(Handler) as port:
        # Another host than the pages' own, as a browser sees it.
        yield Canary(f"http://localhost:{port}", heard)


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """A port at which the handler answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@dataclass
class Watch:
    """What a browser asked and was asked."""

    own: str
    outside: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    windows: int = 0

    def on(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("dialog", self._dialog)
        context.on("page", self._window)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.own, "data:", "blob:", "about:")):
            self.outside.append(request.url)
        if request.method != "GET":
            self.sent.append(f"{request.method} {request.url}")

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _window(self, _page: Page) -> None:
        self.windows += 1


@pytest.fixture
def watch(context: BrowserContext, spindle: Spindle, page_complaints: Complaints) -> Watch:
    # A file that calls itself a picture and is none.
    page_complaints.expect(r"404 .*(?:/pictures/\d+/|/favicon.ico)")
    watching = Watch(spindle.url)
    watching.on(context)
    return watching


def delivered(me: Someone, canary: Canary, pieces: list[str]) -> list[Entry]:
    """One mail for each piece of hostile HTML, from a relation; both have hostile names."""
    raws = [hostile_mail(piece, canary.url) for piece in pieces]
    with me.company.active():
        box = account(me.member(), address=OURS)
        relation(BAIT, email="mallory@evil.example")
        return received(box, *(incoming(raw, at=now()) for raw in raws))


def ran(page: Page) -> list[str]:
    """The frames in which a script ran."""
    return [frame.url for frame in page.frames if frame.evaluate(MARK)]


def silent(watch: Watch, canary: Canary) -> None:
    assert canary.asked == []
    assert watch.outside == []
    assert watch.dialogs == []
    assert watch.windows <= 1


def test_nothing_in_a_frame_runs_or_reaches_out(
    page: Page, spindle: Spindle, canary: Canary, watch: Watch
) -> None:
    me = spindle.member(page)
    entries = delivered(me, canary, HTML)
    page.goto(f"{spindle.url}/inbox/trash/")
    plain = page.evaluate(LOOK)
    watch.sent.clear()
    for entry in entries:
        page.goto(f"{spindle.url}/archive/entries/{entry.pk}/")
        frame = page.frame_locator("iframe").last
        expect(frame.locator("body")).to_contain_text("the end")
        assert ran(page) == []
        assert page.evaluate(LOOK)[:7] == plain[:7]
        inside = page.frames[-1]
        assert (
            inside.evaluate(
                "() => document.querySelectorAll('script, form, iframe, object, embed, base, link, svg, math').length"
            )
            == 0
        )
        assert (
            inside.evaluate(
                "() => [...document.querySelectorAll('*')].some((one) => [...one.attributes].some((it) => it.name.startsWith('on')))"
            )
            is False
        )
    assert [said for said in watch.sent if not said.endswith("/read/")] == []
    silent(watch, canary)


def test_nor_when_the_frame_is_opened_as_a_page(
    page: Page, spindle: Spindle, canary: Canary, watch: Watch
) -> None:
    entries = delivered(spindle.member(page), canary, HTML)
    for entry in entries:
        page.goto(f"{spindle.url}/mail/entries/{entry.pk}/frame/")
        expect(page.locator("body")).to_contain_text("the end")
        assert ran(page) == []
        assert page.url.endswith("/frame/")
    silent(watch, canary)


@contextmanager
def staged(policy: str, canary: Canary) -> Iterator[list[str]]:
    """The addresses of the mails as they came, each a page under this policy, at a host of its own. A page that is made up within the
    browser will not do: that has no place in the network, and so may ask nothing of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = self.path.removeprefix("/mail/")
            self.send_response(200 if number.isdecimal() else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            if number.isdecimal():
                html = HTML[int(number)].replace("CANARY", canary.url)
                self.wfile.write(f"<!doctype html>{html}".encode("utf-8", "replace"))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
            """Nothing is printed."""

    with serving(Handler) as port:
        yield [f"http://127.0.0.1:{port}/mail/{number}" for number in range(len(HTML))]


def test_its_policy_holds_where_the_cleaning_would_not(
    page: Page, canary: Canary, watch: Watch, page_complaints: Complaints
) -> None:
    page_complaints.expect("")
    with staged(FRAME_POLICY, canary) as urls:
        for url in urls:
            # What the policy stops may keep a page from ever being called loaded.
            page.goto(url, wait_until="commit")
            assert not page.evaluate(MARK), url
    assert watch.dialogs == []
    # A page may send itself elsewhere whatever its policy; that is the cleaning's alone to prevent.
    assert [asked for asked in canary.asked if "refresh" not in asked] == []
    canary.asked.clear()


def test_without_either_they_are_hostile(page: Page, canary: Canary, page_complaints: Complaints) -> None:
    """So that the tests above can fail."""
    page_complaints.expect("")
    hostile = 0
    with staged("", canary) as urls:
        for url, html in zip(urls, HTML, strict=True):
            if "<img" in html and "<iframe" not in html and "<form" not in html:
                page.goto(url, wait_until="domcontentloaded")
                hostile += bool(page.evaluate(MARK))
    assert hostile > 3
    assert len(canary.asked) > 3
    canary.asked.clear()


def test_the_lines_around_it_are_text(page: Page, spindle: Spindle, canary: Canary, watch: Watch) -> None:
    me = spindle.member(page)
    (entry,) = delivered(me, canary, [f"<p>{BAIT}</p>"])
    with me.company.active():
        card = entry.links.get().relation_id
    for url in (
        "/",
        "/inbox/inbox/",
        f"/inbox/inbox/{entry.conversation_id}/",
        "/inbox/inbox/?q=onerror",
        "/inbox/inbox/?q=%3Cimg+src%3Dx+onerror%3D%22window.ran%3D1%22%3E",
        "/relations/",
        f"/relations/{card}/",
        f"/relations/{card}/entries/{entry.pk}/",
        f"/relations/{card}/history/",
        f"/archive/link/?entry={entry.pk}",
    ):
        page.goto(f"{spindle.url}{url}")
        assert ran(page) == [], url
        assert page.locator("img[src='x'], svg[onload], [onerror], [onmouseover]").count() == 0, url
        assert "\u202e" not in page.title()
    silent(watch, canary)


def test_a_toast_and_a_menu_show_it_as_text(
    page: Page, spindle: Spindle, canary: Canary, watch: Watch
) -> None:
    me = spindle.member(page)
    (entry,) = delivered(me, canary, ["<p>x</p>"])
    page.goto(f"{spindle.url}/inbox/inbox/{entry.conversation_id}/")
    page.get_by_role("button", name="Unlink from").first.click()
    expect(page.get_by_text("Unlinked from")).to_be_visible()
    assert page.locator("[onerror], img[src='x']").count() == 0
    assert ran(page) == []
    silent(watch, canary)


def test_a_file_is_saved_under_a_safe_name(
    page: Page, spindle: Spindle, canary: Canary, watch: Watch
) -> None:
    (entry,) = delivered(spindle.member(page), canary, ["<p>x</p>"])
    page.goto(f"{spindle.url}/archive/entries/{entry.pk}/")
    with page.expect_download() as download:
        page.locator(f"a[href*='/entries/{entry.pk}/attachments/']").first.click()
    name = download.value.suggested_filename
    assert name != FILE_NAME
    assert not set(name) & set('<>:"/\\|?*\r\n\u202e')
    silent(watch, canary)
