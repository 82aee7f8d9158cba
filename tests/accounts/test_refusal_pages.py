"""What one sees when something is not there, not allowed, or broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from tests.accounts.factories import founded, joined, signed_in


def test_nothing_there(installation: Settings) -> None:
    page = signed_in(founded()).get("/nothing/here/")
    assert (page.status_code, b"There is nothing at this address" in page.content) == (404, True)


def test_not_allowed(installation: Settings) -> None:
    page = signed_in(joined(founded().organisation)).get("/members/")
    assert (page.status_code, b"An administrator of your company" in page.content) == (403, True)


def test_a_form_that_was_open_too_long(installation: Settings) -> None:
    page = Client(enforce_csrf_checks=True).post("/account/login/")
    assert (page.status_code, b"This page was open for too long" in page.content) == (403, True)


def test_broken_needs_no_request() -> None:
    assert "Spindle made a mistake" in render_to_string("500.html")


@pytest.mark.parametrize("path", ["/account/signup/", "/account/login/", "/account/password/reset/"])
def test_pages_at_the_door_hold_no_script_or_style_of_their_own(installation: Settings, path: str) -> None:
    page = Client().get(path).content
    assert b" style=" not in page
    assert page.count(b"<script") == page.count(b"<script src=") + page.count(b'<script type="module" src=')
