"""All of a mail read in a real browser: pictures on request, an invitation, and the pages of a PDF."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, Request, expect

from tests.browser.axe import findings
from tests.browser.conftest import PHONE, picture
from tests.browser.office import OURS, incoming
from tests.browser.server import Spindle
from tests.factories import account, received
from tests.peers.files import pdf
from tests.peers.painted import painted
from tests.peers.pictures import Answer, PictureServer

pytestmark = pytest.mark.browser
INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:1
SUMMARY:Showroom visit\\, kitchen of Zeist
DTSTART;TZID=America/New_York:20260507T080000
DTEND;TZID=America/New_York:20260507T093000
RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=3
LOCATION:Biltstraat 114\\, Utrecht
ORGANIZER;CN=Anneke van den Berg:mailto:anneke@customer.example
ATTENDEE;CN=Eline Visser;PARTSTAT=NEEDS-ACTION:mailto:eline@vandijkinterieur.example
ATTENDEE;CN=Joris Bakker;PARTSTAT=ACCEPTED:mailto:joris@vandijkinterieur.example
ATTENDEE;CN=Meryem;PARTSTAT=DECLINED;ROLE=OPT-PARTICIPANT:mailto:meryem@vandijkinterieur.example
DESCRIPTION:Bring the drawings.\\nhttps://meet.example/zeist
END:VEVENT
END:VCALENDAR
"""
# The frame is put in its place again when its pictures are shown: until it has loaded, it holds none.
DRAWN = """() => {
    const images = [...(document.querySelector('iframe').contentDocument?.images ?? [])];
    return images.length > 0 && images.every((one) => one.complete && one.naturalWidth > 1);
}"""


@pytest.fixture
def web() -> Iterator[PictureServer]:
    with PictureServer() as server:
        server.url("/kitchen.png", Answer(painted(480, 160, (47, 86, 192))))
        server.url("/paper.png", Answer(painted(16, 16, (247, 243, 235))))
        yield server


def letter(web: PictureServer) -> bytes:
    """A newsletter with all of it."""
    made = EmailMessage()
    made["Subject"], made["From"] = "Your new kitchen", "Anneke van den Berg <anneke@customer.example>"
    made["To"] = OURS
    made.set_content("Your new kitchen")
    made.add_alternative(
        f'<div style="padding: 16px; background: #fff url({web.url("/paper.png")})"><h2>Your new kitchen</h2>'
        f'<img src="{web.url("/kitchen.png")}" width="480" height="160" alt="The kitchen">'
        f'<p>Everything is ready.</p><img src="{web.url("/seen")}" width="1" height="1"></div>',
        subtype="html",
    )
    made.add_attachment(
        INVITATION.replace("\n", "\r\n").encode(), maintype="text", subtype="calendar", filename="invite.ics"
    )
    pages = pdf("Quotation 2026-0341", "Conditions", "Drawing")
    made.add_attachment(pages, maintype="application", subtype="pdf", filename="Quotation 2026-0341.pdf")
    made.add_attachment(b"%PDF-1.4 torn", maintype="application", subtype="pdf", filename="torn.pdf")
    return made.as_bytes()


def opened(page: Page, spindle: Spindle, web: PictureServer, *, language: str = "en") -> None:
    me = spindle.member(page, language=language)
    with me.company.active():
        [entry] = received(account(me.member(), address=OURS), incoming(letter(web), at=now()))
    page.goto(f"{spindle.url}/archive/entries/{entry.pk}/")
    expect(page.frame_locator("iframe").get_by_text("Everything is ready.")).to_be_visible()


def widths(page: Page) -> list[int]:
    """How wide the pictures in the mail are."""
    images = page.frame_locator("iframe").locator("img")
    return [
        int(width) for width in images.evaluate_all("images => images.map((image) => image.naturalWidth)")
    ]


def test_pictures_come_on_request_and_from_here(page: Page, spindle: Spindle, web: PictureServer) -> None:
    outside: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((spindle.url, "data:")):
            outside.append(request.url)

    page.on("request", note)
    opened(page, spindle, web)
    picture(page, "mail-pictures-held-back")
    assert findings(page) == []
    assert web.asked == []
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.frame_locator("iframe").get_by_alt_text("The kitchen")).to_be_visible()
    page.wait_for_function(DRAWN)
    assert widths(page) == [480]
    assert sorted(asked.path for asked in web.asked) == ["/kitchen.png", "/paper.png"]
    assert outside == []
    expect(page.get_by_text("held back")).to_have_count(0)
    picture(page, "mail-pictures-shown")
    page.reload()
    expect(page.frame_locator("iframe").get_by_alt_text("The kitchen")).to_be_visible()
    assert len(web.asked) == 2


def test_always_and_no_longer(page: Page, spindle: Spindle, web: PictureServer) -> None:
    opened(page, spindle, web)
    page.get_by_role("button", name="Always show").click()
    expect(page.get_by_text("Pictures from Anneke van den Berg are always shown.")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_alt_text("The kitchen")).to_be_visible()
    picture(page, "mail-pictures-always")
    assert findings(page) == []
    page.get_by_role("button", name="No longer").click()
    expect(page.get_by_text("are always shown.")).to_have_count(0)


def test_the_pages_of_a_pdf(page: Page, spindle: Spindle, web: PictureServer) -> None:
    opened(page, spindle, web)
    page.get_by_role("link", name="Quotation 2026-0341.pdf", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_alt_text("Page 1", exact=True)).to_be_visible()
    page.wait_for_function("() => document.querySelector('.page-picture').naturalWidth > 1000")
    expect(dialog.get_by_role("img")).to_have_count(3)
    picture(page, "mail-pdf")
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="torn.pdf", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("This file is damaged")).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_invitation_on_a_phone(page: Page, spindle: Spindle, web: PictureServer, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    page.set_viewport_size(PHONE)
    opened(page, spindle, web)
    invitation = page.get_by_role("region", name="Invitation")
    expect(invitation.get_by_text("Showroom visit, kitchen of Zeist")).to_be_visible()
    expect(invitation.get_by_text("08:00 in New York")).to_be_visible()
    picture(page, f"mail-invitation-phone-{scheme}")
    assert findings(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
