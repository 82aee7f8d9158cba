"""What an answer tells the page beside its HTML: toasts, now or after a redirect, and events."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from spindle.ui.responses import FLASH_COOKIE, close_dialog, flash, flashed, refresh, toast


def events(response: HttpResponse) -> dict[str, dict[str, str]]:
    return dict(json.loads(response.headers["HX-Trigger"]))


def test_a_toast_with_its_undo() -> None:
    told = events(toast(HttpResponse(), "Afgerond: “Größe”", undo_url="/inbox/12/finish/"))
    assert told == {
        "toast": {
            "text": "Afgerond: “Größe”",
            "tone": "plain",
            "undo": "/inbox/12/finish/",
            "method": "DELETE",
        }
    }


def test_the_header_is_ascii_whatever_the_words() -> None:
    response = toast(HttpResponse(), "日本語 ✓\nnew line")
    assert response.headers["HX-Trigger"].isascii()
    assert "\n" not in response.headers["HX-Trigger"]


def test_several_things_are_told_at_once() -> None:
    told = events(refresh(close_dialog(toast(HttpResponse(), "Saved")), "inbox", "relation-7"))
    assert set(told) == {"toast", "close-dialog", "inbox", "relation-7"}
    assert told["inbox"] == {"target": "#live"}


def answered(value: str) -> dict[str, str] | None:
    request = RequestFactory().get("/")
    request.COOKIES[FLASH_COOKIE] = value
    return flashed(request)


def test_a_flash_outlives_a_redirect() -> None:
    kept = flash(HttpResponse(status=302), "Signed out", undo_url="/x/").cookies[FLASH_COOKIE].value
    assert answered(kept) == {"text": "Signed out", "tone": "plain", "undo": "/x/", "method": "DELETE"}


@pytest.mark.parametrize("value", ["", "nonsense", "eyJ0ZXh0IjoieCJ9:1abc:zzz"])
def test_a_flash_that_we_did_not_sign_is_not_shown(value: str) -> None:
    assert answered(value) is None
