"""A relation at a desk: found as one types, edited in place by keys, its archive beside it, news that keep what is half typed."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from spindle.relations.actions import add_point, edit_relation
from spindle.relations.models import PointKind, Relation
from spindle.relations.points import Point
from tests.browser.office import Office, furnish, mail
from tests.browser.server import Someone, Spindle
from tests.factories import received

pytestmark = pytest.mark.browser


class Desk:
    """Eline at her desk, the relations before her."""

    def __init__(self, page: Page, spindle: Spindle, me: Someone, office: Office) -> None:
        self.page, self.spindle, self.me, self.office = page, spindle, me, office

    @property
    def rows(self) -> Locator:
        return self.page.locator("#relation-rows [data-row]")

    @property
    def name(self) -> Locator:
        return self.page.locator("#card h1")

    @property
    def toast(self) -> Locator:
        return self.page.locator("sp-toasts .toast").last

    def row(self, text: str) -> Locator:
        return self.rows.filter(has_text=text).first

    def field(self, name: str) -> Locator:
        return self.page.locator(f"#field-{name}")

    def open(self, relation: Relation | None = None) -> None:
        self.page.goto(f"{self.spindle.url}/relations/{(relation or self.office.anneke).pk}/")
        expect(self.name).to_be_visible()

    def stored(self) -> Relation:
        with self.me.company.active():
            return Relation.objects.get(pk=self.office.anneke.pk)


@pytest.fixture
def desk(page: Page, spindle: Spindle) -> Desk:
    me = spindle.member(page)
    with me.company.active():
        office = furnish(me.member())
    return Desk(page, spindle, me, office)


def test_found_as_one_types_and_opened_by_keys(desk: Desk) -> None:
    desk.page.goto(f"{desk.spindle.url}/relations/")
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("06413")
    expect(desk.rows).to_have_count(1)
    expect(desk.page).to_have_url(re.compile(r"/relations/\?q=06413$"))
    desk.page.locator("#relation-rows [data-open]").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.name).to_have_text("Anneke van den Berg")
    expect(desk.page).to_have_url(re.compile(rf"/relations/{desk.office.anneke.pk}/\?q=06413$"))
    desk.page.reload()
    expect(desk.name).to_have_text("Anneke van den Berg")
    expect(desk.rows).to_have_count(1)
    desk.page.get_by_role("searchbox").fill("zzz")
    expect(desk.page.get_by_text("Nothing found")).to_be_visible()


def test_a_click_opens_the_card_beside_the_list_and_back_leads_back(desk: Desk) -> None:
    desk.open()
    desk.row("Hotel De Gouden Leeuw").locator("[data-open]").click()
    expect(desk.name).to_have_text("Hotel De Gouden Leeuw")
    expect(desk.page).to_have_title(re.compile("Hotel De Gouden Leeuw"))
    expect(desk.page.locator("#archive-rows")).to_contain_text("Foto van de lobby")
    desk.page.go_back()
    expect(desk.name).to_have_text("Anneke van den Berg")


def test_fields_are_changed_in_place_by_keys_alone(desk: Desk) -> None:
    desk.open()
    desk.field("first-name").get_by_role("button").press("Enter")
    first = desk.field("first-name").get_by_role("textbox")
    expect(first).to_be_focused()
    first.fill("Annemieke")
    desk.page.keyboard.press("Tab")
    last = desk.field("last-name").get_by_role("textbox")
    expect(last).to_be_focused()
    expect(desk.name).to_have_text("Annemieke van den Berg")
    expect(last).to_be_focused()
    last.fill("Weg ermee")
    desk.page.keyboard.press("Escape")
    expect(desk.field("last-name").get_by_role("button")).to_have_text("van den Berg")
    assert desk.stored().name == "Annemieke van den Berg"


def test_a_refusal_stands_at_the_field_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.open()
    desk.field("employer").get_by_role("button").click()
    desk.field("employer").get_by_role("combobox").fill("Nobody Ltd")
    desk.page.keyboard.press("Enter")
    expect(desk.field("employer").get_by_role("alert")).to_contain_text("No business is called")
    expect(desk.field("employer").get_by_role("combobox")).to_have_value("Nobody Ltd")


def test_an_employer_is_found_as_one_types(desk: Desk) -> None:
    desk.open()
    desk.field("employer").get_by_role("button").click()
    box = desk.field("employer").get_by_role("combobox")
    box.fill("")
    box.press_sequentially("Hot")
    expect(desk.page.locator("#employers option")).to_have_count(1)
    box.fill("Hotel De Gouden Leeuw")
    box.press("Enter")
    expect(desk.page.locator("#summary header")).to_contain_text("Hotel De Gouden Leeuw")


def test_news_of_a_colleague_keep_what_is_half_typed(desk: Desk) -> None:
    desk.open()
    desk.field("job-title").get_by_role("button").click()
    typed = desk.field("job-title").get_by_role("textbox")
    typed.fill("Half ty")
    with desk.me.company.active():
        edit_relation(desk.office.anneke.pk, {"city": "Zeist", "job_title": "Bakker"}, by=desk.me.member())
    expect(desk.field("address")).to_contain_text("Zeist")
    expect(typed).to_have_value("Half ty")
    expect(typed).to_be_focused()


def test_contact_details_are_added_warned_about_removed_and_put_back(desk: Desk) -> None:
    desk.open()
    desk.page.get_by_role("button", name="Add contact details").click()
    desk.page.get_by_role("menuitem", name="E-mail").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Address or number").fill("no address")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("is not an e-mail address")).to_be_visible()
    dialog.get_by_label("Address or number").fill("info@goudenleeuw.example")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Someone has this already")
    dialog.get_by_role("button", name="Save all the same").click()
    expect(dialog).to_be_hidden()
    point = desk.page.locator("[id^=point-]").filter(has_text="info@goudenleeuw.example")
    expect(point).to_be_visible()
    point.click(button="right")
    desk.page.get_by_role("menuitem", name="Remove").last.click()
    expect(point).to_have_count(0)
    desk.toast.get_by_role("button", name="Undo").click()
    expect(point).to_be_visible()


def test_a_number_is_read_as_it_is_dialled(desk: Desk) -> None:
    desk.open()
    expect(desk.page.locator("[id^=point-]").filter(has_text="06 41328890")).to_be_visible()


def test_an_entry_opens_beside_the_archive_and_is_read(desk: Desk) -> None:
    desk.open()
    rows = desk.page.locator("#archive-rows [data-row]")
    newest = rows.filter(has_text="Re: Offerte toonbank en wandkast")
    expect(newest).to_have_class(re.compile("is-unread"))
    newest.locator("[data-open]").click()
    expect(desk.page.locator("#archive-preview h2")).to_have_text("Re: Offerte toonbank en wandkast")
    expect(desk.page.frame_locator("#archive-preview iframe").get_by_text("gerookte eik")).to_be_visible()
    expect(newest).not_to_have_class(re.compile("is-unread"))
    desk.page.reload()
    expect(desk.page.frame_locator("#archive-preview iframe").get_by_text("gerookte eik")).to_be_visible()
    expect(newest).not_to_have_class(re.compile("is-unread"))


def test_unlinking_here_takes_it_out_and_undo_brings_it_back(desk: Desk) -> None:
    desk.open()
    row = desk.page.locator("#archive-rows [data-row]").filter(has_text="Aanvraag toonbank")
    row.click(button="right")
    desk.page.get_by_role("menuitem", name="Unlink from Anneke van den Berg").click()
    expect(row).to_have_count(0)
    desk.toast.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()


def test_mail_that_arrives_comes_onto_the_open_card(desk: Desk) -> None:
    desk.open()
    with desk.me.company.active():
        received(desk.office.box, mail("Zojuist", "Anneke <anneke@bakkerijvandenberg.example>", "Nu."))
    expect(desk.page.locator("#archive-rows [data-row]").first).to_contain_text("Zojuist")
    expect(desk.page.locator("#dashboard")).to_contain_text("Zojuist")


def test_a_new_address_brings_its_earlier_mail(desk: Desk) -> None:
    with desk.me.company.active():
        received(desk.office.box, mail("Privé", "Anneke <anneke@home.example>", "Van thuis."))
        edit_relation(desk.office.anneke.pk, {"memo": "x"}, by=desk.me.member())
    desk.open()
    with desk.me.company.active():
        add_point(desk.office.anneke.pk, Point(PointKind.EMAIL, "anneke@home.example"), by=desk.me.member())
    expect(desk.page.locator("#archive-rows")).to_contain_text("Privé")


def test_into_the_trash_and_back(desk: Desk) -> None:
    desk.open()
    desk.page.locator("#summary").get_by_role("button", name="More", exact=True).first.click()
    desk.page.get_by_role("menuitem", name="Move to trash").click()
    expect(desk.page.get_by_text("In the trash, by")).to_be_visible()
    desk.toast.get_by_role("button", name="Undo").click()
    expect(desk.page.get_by_text("In the trash, by")).to_have_count(0)
    expect(desk.field("first-name").get_by_role("button")).to_be_visible()


def test_a_new_person_at_an_employer(desk: Desk) -> None:
    desk.page.goto(f"{desk.spindle.url}/relations/")
    desk.page.keyboard.press("n")
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("First name").fill("Yara")
    dialog.get_by_label("Last name").fill("Özdemir")
    dialog.get_by_text("Its employees stand below it.").click()
    expect(dialog.get_by_label("Company name")).to_be_visible()
    dialog.get_by_text("With or without an employer.").click()
    expect(dialog.get_by_label("First name")).to_be_visible()
    dialog.get_by_label("First name").fill("Yara")
    dialog.get_by_label("Last name").fill("Özdemir")
    dialog.get_by_label("Employer", exact=True).fill("Bakkerij Van den Berg")
    dialog.get_by_label("E-mail").fill("yara@bakkerijvandenberg.example")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_text("This field is required.")).to_be_visible()
    dialog.get_by_label("Relation type").select_option(label="Customer (business)")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(desk.name).to_have_text("Yara Özdemir")
    expect(desk.toast).to_contain_text("Yara Özdemir added")
    expect(desk.row("Yara Özdemir")).to_have_class(re.compile("is-employee"))


def test_the_list_is_hidden_and_fetched_back(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("[")
    expect(desk.page.locator("#relation-list")).to_be_hidden()
    desk.page.goto(f"{desk.spindle.url}/relations/{desk.office.anneke.pk}/")
    expect(desk.page.locator("#relation-list")).to_be_hidden()
    desk.page.keyboard.press("[")
    expect(desk.page.locator("#relation-list")).to_be_visible()


def test_the_history_says_who_changed_what(desk: Desk) -> None:
    desk.open()
    desk.page.get_by_role("tab", name="History").click()
    history = desk.page.get_by_role("tabpanel", name="History")
    expect(history).to_contain_text("created")
    with desk.me.company.active():
        edit_relation(desk.office.anneke.pk, {"job_title": "Directeur"}, by=desk.me.member())
    expect(history).to_contain_text("Directeur")
