"""The inbox at a desk: read, finish, undo, keys, several at once, link who is unknown, news that arrives."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from spindle.inbox.page import FIRST
from spindle.members.models import Member
from spindle.organisations.models import Organisation
from tests.browser.office import Office, furnish, mail
from tests.browser.server import Someone, Spindle
from tests.factories import received

pytestmark = pytest.mark.browser

ANNEKE = "Re: Offerte toonbank en wandkast"


class Desk:
    """Eline at her desk, the inbox before her."""

    def __init__(self, page: Page, spindle: Spindle, me: Someone, office: Office) -> None:
        self.page, self.spindle, self.me, self.office = page, spindle, me, office
        page.goto(f"{spindle.url}/inbox/inbox/")
        expect(self.rows.first).to_be_visible()

    @property
    def rows(self) -> Locator:
        return self.page.locator("#rows [data-row]:not([data-sp-gone])")

    def row(self, text: str) -> Locator:
        return self.rows.filter(has_text=text)

    @property
    def subject(self) -> Locator:
        return self.page.locator("#conversation h1")

    @property
    def toast(self) -> Locator:
        return self.page.locator("sp-toasts .toast").last

    def open(self, text: str) -> None:
        self.row(text).locator("[data-open]").click()
        expect(self.subject).to_be_visible()

    @property
    def company(self) -> Organisation:
        return self.me.company

    def arrives(self, subject: str, sender: str = "Wessel de Graaf <post@cafenoord.example>") -> None:
        """A message comes in now, as the worker brings it."""
        with self.company.active():
            received(self.office.box, mail(subject, sender, "Zoals besproken."))


@pytest.fixture
def desk(page: Page, spindle: Spindle) -> Desk:
    me = spindle.member(page)
    with me.company.active():
        office = furnish(me.member())
    return Desk(page, spindle, me, office)


def current(desk: Desk) -> Locator:
    return desk.page.locator("[data-row]:has(> [aria-current=true])")


def test_a_click_opens_it_beside_the_list_and_the_address_can_be_shared(desk: Desk) -> None:
    expect(desk.row(ANNEKE)).to_have_class(re.compile("is-unread"))
    desk.open(ANNEKE)
    expect(desk.subject).to_have_text("Offerte toonbank en wandkast")
    expect(desk.page.frame_locator("iframe").last.get_by_text("gerookte eik")).to_be_visible()
    expect(desk.page.locator("#relation-panel h2").first).to_have_text("Anneke van den Berg")
    expect(desk.row(ANNEKE)).not_to_have_class(re.compile("is-unread"))
    expect(current(desk)).to_contain_text(ANNEKE)
    desk.page.reload()
    expect(desk.subject).to_have_text("Offerte toonbank en wandkast")
    expect(desk.row(ANNEKE)).not_to_have_class(re.compile("is-unread"))
    desk.page.go_back()
    expect(desk.page).to_have_url(f"{desk.spindle.url}/inbox/inbox/")


def test_an_earlier_message_brings_its_body_when_it_is_opened(desk: Desk) -> None:
    desk.open(ANNEKE)
    desk.page.locator("details.message").first.locator("summary").click()
    body = desk.page.frame_locator("iframe").first.get_by_text("bijgaand de offerte")
    expect(body).to_be_visible()


def test_a_mail_is_shown_to_its_last_line(desk: Desk) -> None:
    desk.open(ANNEKE)
    frame = desk.page.locator("sp-frame iframe").last
    expect(frame.content_frame.get_by_text("Anneke van den Berg")).to_be_in_viewport()
    hidden = "(frame) => frame.contentDocument.documentElement.scrollHeight - frame.clientHeight"
    desk.page.wait_for_function("() => [...document.querySelectorAll('sp-frame iframe')].at(-1).style.height")
    assert frame.evaluate(hidden) <= 0


def test_finish_opens_the_next_and_undo_brings_it_back(desk: Desk) -> None:
    desk.open(ANNEKE)
    desk.page.get_by_role("button", name="Finish", exact=True).first.click()
    expect(desk.subject).to_have_text("Foto van de lobby")
    expect(desk.row(ANNEKE)).to_have_count(0)
    expect(current(desk)).to_contain_text("Foto van de lobby")
    expect(desk.toast).to_contain_text("Finished")
    desk.page.keyboard.press("z")
    expect(desk.row(ANNEKE)).to_be_visible()
    expect(desk.subject).to_have_text("Foto van de lobby")


def test_the_whole_work_is_done_by_keys(desk: Desk) -> None:
    press = desk.page.keyboard.press
    press("j")
    press("j")
    press("Enter")
    expect(desk.subject).to_have_text("Bar counter, Leeds store: revised drawing")
    press("e")
    expect(desk.row("Bar counter")).to_have_count(0)
    expect(desk.subject).to_have_text("Orderbevestiging 20264417")
    press("#")
    expect(desk.row("Orderbevestiging")).to_have_count(0)
    expect(desk.subject).to_have_text("Afspraak inmeten donderdag")
    press("u")
    expect(desk.row("Afspraak inmeten")).to_have_class(re.compile("is-unread"))
    press("!")
    expect(desk.row("Afspraak inmeten")).to_have_count(0)
    press("/")
    expect(desk.page.get_by_role("searchbox")).to_be_focused()


def test_g_and_a_letter_go_to_another_place(desk: Desk) -> None:
    desk.page.keyboard.press("g")
    desk.page.keyboard.press("h")
    expect(desk.page).to_have_url(f"{desk.spindle.url}/")
    desk.page.keyboard.press("g")
    desk.page.keyboard.press("i")
    expect(desk.page).to_have_url(re.compile("/inbox/inbox/$"))


def test_a_row_has_a_menu_by_the_right_button(desk: Desk) -> None:
    desk.row("Factuur 2026-0812").click(button="right")
    menu = desk.page.locator("[role=menu]:popover-open")
    expect(menu.get_by_role("menuitem", name="Finish")).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Card of Atelier Kaat")).to_be_visible()
    menu.get_by_role("menuitem", name="Delete").click()
    expect(desk.row("Factuur 2026-0812")).to_have_count(0)


def test_several_are_finished_at_once_and_come_back_at_once(desk: Desk) -> None:
    press = desk.page.keyboard.press
    press("j")
    press("Shift+ArrowDown")
    press("Shift+ArrowDown")
    expect(desk.page.locator("[data-bulk-count]")).to_have_text(re.compile("3"))
    press("e")
    expect(desk.toast).to_contain_text("3 finished")
    expect(desk.row(ANNEKE)).to_have_count(1)
    expect(desk.row("Foto van de lobby")).to_have_count(0)
    desk.toast.get_by_role("button").click()
    expect(desk.row("Foto van de lobby")).to_be_visible()


def test_an_unknown_sender_becomes_a_relation_with_all_past_mail(desk: Desk) -> None:
    desk.open("Nieuwe keuken")
    desk.page.locator("#conversation").get_by_role("link", name="Add as relation").click()
    dialog = desk.page.locator("#dialog")
    expect(dialog.get_by_label("Name")).to_have_value("Wouter Prins")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog).to_be_hidden()
    expect(desk.page.locator("#conversation .chip").first).to_contain_text("Wouter Prins")
    expect(desk.page.get_by_role("link", name="Add as relation")).to_have_count(0)
    expect(desk.page.locator("#relation-panel h2").first).to_have_text("Wouter Prins")
    expect(desk.row("Nieuwe keuken")).not_to_contain_text("unknown")
    desk.page.keyboard.press("z")
    expect(desk.row("Nieuwe keuken")).to_contain_text("unknown")
    expect(desk.page.get_by_role("link", name="Add as relation").first).to_be_visible()


def test_a_conversation_is_linked_by_hand(desk: Desk) -> None:
    desk.open("Nieuwe keuken")
    desk.page.keyboard.press("l")
    dialog = desk.page.locator("#dialog")
    dialog.get_by_role("searchbox").fill("noord")
    dialog.get_by_role("button", name=re.compile("Café Noord")).click()
    expect(desk.page.locator("#conversation .chip").first).to_contain_text("Café Noord")
    desk.page.keyboard.press("z")
    expect(desk.page.locator("#conversation .chip")).not_to_contain_text(["Café Noord"])


def test_it_is_linked_without_a_mouse(desk: Desk) -> None:
    desk.open("Nieuwe keuken")
    desk.page.keyboard.press("l")
    expect(desk.page.locator("#dialog").get_by_role("searchbox")).to_be_focused()
    desk.page.keyboard.type("noord")
    expect(desk.page.locator("#choices [data-row]")).to_have_count(1)
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#choices [data-open]").first).to_be_focused()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#conversation .chip").first).to_contain_text("Café Noord")


def test_all_verbs_fit_over_a_choice_in_dutch(desk: Desk) -> None:
    with desk.company.active():
        Member.objects.update(language="nl")
    desk.page.reload()
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("x")
    for name in ("Afronden", "Markeer als ongelezen", "Verwijderen", "SPAM", "Selectie opheffen"):
        expect(desk.page.locator(".bulk-bar").get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


def test_search_finds_as_one_types_and_marks(desk: Desk) -> None:
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("fineer")
    expect(desk.rows).to_have_count(1)
    expect(desk.page.locator("#rows mark").first).to_have_text("fineer")
    desk.page.get_by_role("searchbox").fill("")
    expect(desk.row(ANNEKE)).to_be_visible()


def test_new_mail_appears_at_once_and_moves_nothing_that_is_used(desk: Desk) -> None:
    desk.open("Foto van de lobby")
    search = desk.page.get_by_role("searchbox")
    search.focus()
    before = desk.rows.count()
    desk.arrives("Een nieuwe vraag")
    expect(desk.row("Een nieuwe vraag")).to_be_visible(timeout=3000)
    # A full page lets its last row go, which comes back into sight with the page below.
    expect(desk.rows).to_have_count(before + 1 if before < FIRST else FIRST)
    expect(search).to_be_focused()
    expect(desk.subject).to_have_text("Foto van de lobby")
    expect(current(desk)).to_contain_text("Foto van de lobby")


def test_scroll_and_focus_stay_where_they_are_when_mail_arrives(desk: Desk) -> None:
    target = desk.row("Levering week 20")
    target.scroll_into_view_if_needed()
    target.locator("[data-open]").focus()
    at = target.bounding_box()
    desk.arrives("Een nieuwe vraag")
    news = desk.page.get_by_role("button", name="1 new")
    expect(news).to_be_visible()
    assert at
    moved = target.bounding_box()
    assert moved
    assert abs(moved["y"] - at["y"]) < 2
    expect(target.locator("[data-open]")).to_be_focused()
    news.click()
    expect(desk.row("Een nieuwe vraag")).to_be_in_viewport()
    expect(news).to_be_hidden()


def test_a_menu_and_a_choice_survive_news(desk: Desk) -> None:
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("x")
    desk.row("Factuur 2026-0812").click(button="right")
    menu = desk.page.locator("[role=menu]:popover-open")
    expect(menu.get_by_role("menuitem", name="Finish")).to_be_visible()
    desk.arrives("Een nieuwe vraag")
    expect(desk.page.get_by_role("button", name="1 new")).to_be_attached()
    expect(menu.get_by_role("menuitem", name="Finish")).to_be_visible()
    expect(desk.page.locator("[data-bulk-count]")).to_have_text(re.compile("1"))


def test_an_answer_comes_into_the_conversation_that_is_open(desk: Desk) -> None:
    desk.open(ANNEKE)
    desk.page.locator("details.message").first.locator("summary").click()
    expect(desk.page.frame_locator("iframe").first.get_by_text("bijgaand de offerte")).to_be_visible()
    with desk.company.active():
        answer = mail("Re: Offerte", "Anneke van den Berg <anneke@bakkerijvandenberg.example>", "Nog iets.", answers="offerte@office.example")  # fmt: skip
        received(desk.office.box, answer)
    expect(desk.page.locator("details.message")).to_have_count(3, timeout=2000)
    expect(desk.page.frame_locator("iframe").first.get_by_text("bijgaand de offerte")).to_be_visible()
    expect(desk.page.frame_locator("iframe").last.get_by_text("Nog iets.")).to_be_visible()
    expect(desk.row("Nog iets")).not_to_have_class(re.compile("is-unread"))


def test_the_rails_number_follows(desk: Desk) -> None:
    badge = desk.page.locator("#rail .rail-item", has_text="Inbox").locator(".badge")
    expect(badge).to_have_text("9")
    desk.arrives("Een nieuwe vraag")
    expect(badge).to_have_text("10")
