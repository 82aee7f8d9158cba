"""The main job, as a newcomer does it: sign up, connect a mailbox, find the mail at its relation (EM-1 to EM-13)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from spindle.archive.models import Entry
from spindle.members.models import Member
from spindle.relations.actions import create_relation
from spindle.relations.card import Card
from spindle.relations.models import Kind, PointKind, Relation, RelationType
from spindle.relations.points import Point
from tests.browser.axe import findings
from tests.browser.conftest import picture
from tests.browser.server import Spindle
from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox, messages, new_mailbox

pytestmark = [pytest.mark.browser, pytest.mark.dovecot]

OFFER = (
    b"Message-ID: <offer@bakery.example>\r\nFrom: Anneke van den Berg <anneke@bakery.example>\r\n"
    b"To: info@ours.example\r\nSubject: Offerte toonbank\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p>Dag Eline,</p><p>De tekening ziet er goed uit.</p>\r\n"
)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mailbox with some mail in it."""
    with Dovecot() as server:
        box = new_mailbox(server)
        box.append_many(messages(40))
        box.append_many([OFFER])
        yield box


def bakery_of(me: Member) -> Relation:
    """A customer whom this member added by hand."""
    card = Card(
        kind=Kind.BUSINESS,
        type_id=RelationType.objects.get(code="customer_business").pk,
        name="Bakkerij Van den Berg",
        points=(Point(PointKind.EMAIL, "anneke@bakery.example"),),
    )
    return create_relation(card, by=me)


@dataclass(frozen=True, slots=True)
class Wizard:
    """The pop-up, as a person sees it."""

    page: Page

    def start(self, address: str) -> None:
        """Type and address, Start; then wait for the look-up."""
        self.page.fill("#dialog [name=address]", address)
        self.page.locator("#dialog [type=submit]").click()
        expect(self.page.locator("#dialog [name=imap_host]")).to_be_visible(timeout=20_000)

    def fill(self, box: Mailbox, *, password: str) -> None:
        """The servers by hand, and the password."""
        self.page.fill("#dialog [name=imap_host]", "127.0.0.1")
        self.page.fill("#dialog [name=imap_port]", str(box.server.port))
        self.page.select_option("#dialog [name=imap_security]", "plain")
        self.page.fill("#dialog [name=password]", password)

    def submit(self) -> None:
        """Connect, or try again."""
        self.page.locator("#dialog [type=submit]").click()


def test_a_newcomer_finds_his_mail_at_its_relation(page: Page, spindle: Spindle, mailbox: Mailbox) -> None:
    me = spindle.sign_up(page, email="whole-way@vandijk.example")
    picture(page, "home")
    with me.company.active():
        bakery = bakery_of(me.member())
    page.locator("main a[href='/mail/connect/']").first.click()
    wizard = Wizard(page)
    wizard.start(mailbox.user)
    wizard.fill(mailbox, password=mailbox.password)
    wizard.submit()
    expect(page.locator("#dialog h1")).to_contain_text("is connected", timeout=20_000)
    expect(page.locator("#dialog .fetching .number").first).to_have_text("41", timeout=20_000)
    picture(page, "wizard-progress")
    page.locator("#dialog footer a").last.click()
    page.get_by_role("link", name="Offerte toonbank").first.click()
    expect(page.frame_locator("iframe").get_by_text("De tekening ziet er goed uit.")).to_be_visible()
    with me.company.active():
        assert [link.relation for link in Entry.objects.get(subject="Offerte toonbank").links.all()] == [
            bakery
        ]
    page.goto(f"{spindle.url}/relations/{bakery.pk}/")
    expect(page.get_by_text("Offerte toonbank").first).to_be_visible()


def test_a_wrong_password_is_said_and_what_was_typed_stays(
    page: Page, spindle: Spindle, mailbox: Mailbox
) -> None:
    spindle.member(page, language="nl")
    page.goto(f"{spindle.url}/mail/accounts/")
    page.locator("main a[href='/mail/connect/']").first.click()
    wizard = Wizard(page)
    wizard.start(mailbox.user)
    wizard.fill(mailbox, password="wrong")
    wizard.submit()
    expect(page.locator("#dialog [role=alert]")).to_contain_text("wachtwoord", timeout=20_000)
    expect(page.locator("#dialog [name=imap_host]")).to_have_value("127.0.0.1")
    expect(page.locator("#dialog .step.is-wrong")).to_contain_text("AUTHENTICATIONFAILED")
    picture(page, "wizard-failed")
    assert findings(page) == []
    page.fill("#dialog [name=password]", mailbox.password)
    wizard.submit()
    expect(page.locator("#dialog h1")).to_contain_text("verbonden", timeout=20_000)


def test_an_address_that_is_none_is_explained(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    page.goto(f"{spindle.url}/mail/accounts/")
    page.locator("main a[href='/mail/connect/']").first.click()
    page.fill("#dialog [name=address]", "Eline <eline@vandijk.example>")
    page.locator("#dialog [type=submit]").click()
    expect(page.locator("#dialog .field-error, #dialog [id$=error]").first).to_contain_text(
        "eline@vandijk.example"
    )


def test_office_365_says_that_signing_in_with_microsoft_follows(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    page.goto(f"{spindle.url}/mail/accounts/")
    page.locator("main a[href='/mail/connect/']").first.click()
    page.check("#dialog [value=office365]", force=True)
    page.fill("#dialog [name=address]", "eline@vandijk.example")
    page.locator("#dialog [type=submit]").click()
    expect(page.locator("#dialog")).to_contain_text("Signing in with Microsoft follows")
