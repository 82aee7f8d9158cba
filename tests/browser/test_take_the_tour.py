"""The guided tour (ON-6): through the real screens by keyboard, announced, ended by Esc, offered until it is over."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import PHONE, picture
from tests.browser.server import Spindle
from tests.factories import relation

pytestmark = pytest.mark.browser


def card(page: Page, title: str) -> Locator:
    """The step on the screen; its way forward has the focus."""
    shown = page.get_by_role("dialog", name=title)
    expect(shown).to_be_visible()
    expect(shown.get_by_role("button").last).to_be_focused()
    return shown


def test_it_leads_over_the_pages_and_back_to_work(page: Page, spindle: Spindle) -> None:
    me = spindle.member(page)
    with me.company.active():
        kept = relation("Bakkerij De Korenaar")
    page.goto(spindle.url + "/")
    page.get_by_role("region", name="Fill your account").get_by_role("link", name="Guided tour").click()
    steps = [
        ("This is Home", r"/$"),
        ("Begin something", r"/$"),
        ("Find anything", r"/$"),
        ("What you have to handle", r"/inbox/inbox/$"),
        ("Whom you deal with", r"/relations/$"),
        ("All about one relation", rf"/relations/{kept.pk}/$"),
        ("Where mail comes from", r"/mail/accounts/$"),
        ("Under your name", r"/mail/accounts/$"),
    ]
    for number, (title, address) in enumerate(steps, 1):
        step = card(page, title)
        expect(page).to_have_url(re.compile(address))
        expect(step.get_by_text(f"Step {number} of {len(steps)}")).to_be_visible()
        expect(page.locator("[data-sp-toured]")).to_have_count(1)
        picture(page, f"tour-{number}")
        if number in {1, 5}:
            assert findings(page) == []
        if number < len(steps):
            page.keyboard.press("Enter")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")
    expect(page.locator(".tour:popover-open")).to_have_count(0)
    page.goto(spindle.url + "/")
    setup = page.get_by_role("region", name="Fill your account")
    expect(setup.get_by_role("link", name="Guided tour")).to_have_count(0)
    expect(page.locator(".tour:popover-open")).to_have_count(0)


def test_back_goes_to_the_page_before_and_esc_ends_it(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    page.goto(spindle.url + "/inbox/inbox/?tour=start")
    # Who begins elsewhere gets the step of that page.
    card(page, "What you have to handle").get_by_role("button", name="Back").click()
    card(page, "Find anything")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Escape")
    expect(page.locator(".tour:popover-open")).to_have_count(0)
    expect(page.locator(".rail-find")).to_be_focused()
    page.reload()
    expect(page.locator("#setup")).to_be_visible()
    expect(page.locator(".tour:popover-open")).to_have_count(0)


def test_on_a_phone_it_lies_at_the_foot(page: Page, spindle: Spindle) -> None:
    page.set_viewport_size(PHONE)
    spindle.member(page)
    page.goto(spindle.url + "/?tour=start")
    box = card(page, "This is Home").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    picture(page, "tour-phone")
    assert findings(page) == []
