"""From "Invite colleagues" to three colleagues at work, and one who is shut out while his page is open."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from spindle.accounts.models import Invitation
from tests.accounts.factories import PASSWORD, founded, joined
from tests.browser.axe import findings
from tests.browser.conftest import PHONE, Complaints, picture
from tests.browser.server import Someone, Spindle
from tests.factories import account

pytestmark = pytest.mark.browser

PASTED = "Joris Bakker <joris@vandijk.example>, meryem@vandijk.example\nTom Hendriks <TOM@vandijk.example>"


@pytest.fixture
def colleague(browser: Browser, page_complaints: Complaints) -> Iterator[Page]:
    """Another person's browser."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(10_000)
    opened = context.new_page()
    page_complaints.watch(opened)
    yield opened
    context.close()


def open_pop_up(page: Page, spindle: Spindle) -> Someone:
    """A new company with a mailbox; its founder is about to invite."""
    me = spindle.member(page)
    with me.company.active():
        account(me.member(), address="info@vandijk.example")
    page.goto(f"{spindle.url}/members/")
    page.get_by_role("link", name="Invite colleagues").first.click()
    expect(page.get_by_label("E-mail addresses")).to_be_focused()
    return me


def invite_three(page: Page, spindle: Spindle) -> Someone:
    me = open_pop_up(page, spindle)
    page.get_by_label("E-mail addresses").fill(PASTED)
    page.get_by_label("info@vandijk.example").check()
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("heading", name="3 colleagues are invited")).to_be_visible()
    return me


def link_of(page: Page, email: str) -> str:
    """What the button puts on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=f"Copy the link for {email}").click()
    expect(page.locator("sp-toasts").get_by_text("Copied").last).to_be_visible()
    return str(page.evaluate("() => navigator.clipboard.readText()"))


def join(colleague: Page, link: str, first_name: str) -> None:
    """Follow the link, and choose a password."""
    colleague.context.clear_cookies()
    colleague.goto(link)
    colleague.get_by_label("First name").fill(first_name)
    colleague.get_by_label("Last name").fill("Jansen")
    colleague.get_by_label("Password", exact=True).fill(PASSWORD)
    colleague.get_by_role("button", name="Join").click()
    expect(colleague.locator("#rail")).to_be_attached()


def test_three_are_invited_and_join(page: Page, colleague: Page, spindle: Spindle) -> None:
    invite_three(page, spindle)
    links = {name: link_of(page, f"{name.lower()}@vandijk.example") for name in ("Joris", "Meryem", "Tom")}
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#members-invited tbody tr")).to_have_count(3)
    for number, (name, link) in enumerate(links.items(), start=2):
        join(colleague, link, name)
        expect(page.locator("#members-active tbody tr")).to_have_count(number)
    expect(page.locator("#members-invited")).to_have_count(0)
    colleague.goto(links["Tom"])
    expect(colleague.get_by_role("heading", name="This invitation is no longer good")).to_be_visible()


def test_what_is_wrong_stays_with_its_sentence_and_the_others_can_go(page: Page, spindle: Spindle) -> None:
    open_pop_up(page, spindle)
    field = page.get_by_label("E-mail addresses")
    field.fill("nonsense, joris@vandijk.example")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_text("“nonsense” is not an e-mail address.")).to_be_visible()
    expect(field).to_have_value("nonsense, joris@vandijk.example")
    assert findings(page) == []
    page.get_by_role("button", name="Invite the other one").click()
    expect(page.get_by_role("heading", name="joris@vandijk.example is invited")).to_be_visible()
    assert [one.email for one in Invitation.objects.filter(email="joris@vandijk.example")]


def test_who_is_shut_out_is_sent_away_from_his_open_page(
    page: Page, colleague: Page, spindle: Spindle
) -> None:
    me = spindle.member(page)
    joris = joined(me.company)
    spindle.sign_in(colleague, joris)
    colleague.goto(f"{spindle.url}/inbox/")
    page.goto(f"{spindle.url}/members/")
    page.get_by_role("button", name="Change Joris Bakker").click()
    page.get_by_role("menuitem", name="Deactivate").click()
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    colleague.wait_for_url("**/account/inactive/")
    expect(page.locator("#members-inactive tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Change Joris Bakker").click()
    page.get_by_role("menuitem", name="Reactivate").click()
    expect(page.locator("#members-inactive")).to_have_count(0)


def test_the_companies_stand_under_ones_own_name_and_the_last_one_comes_first(
    page: Page, spindle: Spindle
) -> None:
    first = founded("Atelier Kaat")
    founded("Globex", email=first.identity.email)
    spindle.sign_in(page, first)
    page.get_by_role("button", name="Eline Visser").click()
    page.get_by_role("menuitem", name="Globex").click()
    expect(page.get_by_role("button", name="Globex")).to_be_visible()
    page.context.clear_cookies()
    spindle.sign_in(page, first)
    expect(page.get_by_role("button", name="Globex")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, colleague: Page, spindle: Spindle, scheme: str) -> None:
    for one in (page, colleague):
        one.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    me = open_pop_up(page, spindle)
    joris = joined(me.company)
    look(page, f"colleagues-invite-{scheme}")
    page.keyboard.press("Escape")
    invite_three_again(page)
    look(page, f"invited-{scheme}")
    link = link_of(page, "tom@vandijk.example")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#members-invited tbody tr")).to_have_count(3)
    look(page, f"colleagues-{scheme}")
    page.locator(f"#member-{joris.member_id}").get_by_role("link", name="Joris Bakker").click()
    expect(page.get_by_label("No longer employed from")).to_be_visible()
    look(page, f"member-{scheme}")
    page.get_by_role("link", name="Deactivate").click()
    expect(page.get_by_role("heading", name="Deactivate Joris Bakker")).to_be_visible()
    look(page, f"deactivate-{scheme}")
    page.goto(f"{spindle.url}/members/roles/")
    look(page, f"colleagues-roles-{scheme}")
    colleague.goto(link)
    look(colleague, f"invitation-{scheme}")


def test_on_a_phone(page: Page, colleague: Page, spindle: Spindle) -> None:
    for one in (page, colleague):
        one.set_viewport_size(PHONE)
    open_pop_up(page, spindle)
    look(page, "invite-phone")
    page.keyboard.press("Escape")
    invite_three_again(page)
    look(page, "invited-phone")
    link = link_of(page, "tom@vandijk.example")
    page.get_by_role("button", name="Done").click()
    look(page, "members-phone")
    page.goto(f"{spindle.url}/members/roles/")
    look(page, "roles-phone")
    colleague.goto(link)
    look(colleague, "invitation-phone")


def invite_three_again(page: Page) -> None:
    page.get_by_role("link", name="Invite colleagues").first.click()
    page.get_by_label("E-mail addresses").fill(PASTED)
    page.get_by_label("A word from you").fill("Welcome! See you on Monday.")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("heading", name="3 colleagues are invited")).to_be_visible()


def look(page: Page, name: str) -> None:
    """A picture, nothing for axe to find, and nothing that is wider than the screen."""
    page.mouse.move(2, 2)
    picture(page, name)
    assert findings(page) == []
    viewport = page.viewport_size
    assert viewport is not None
    assert page.evaluate("() => document.documentElement.scrollWidth") <= viewport["width"]
