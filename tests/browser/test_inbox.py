"""The inbox at a desk."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Spindle

pytestmark = pytest.mark.browser


def test_smoke(page: Page, spindle: Spindle) -> None:
    spindle.sign_up(page)
    spindle.member(page.context.browser.new_context().new_page(), language="nl")
    expect(page).to_have_url(spindle.url + "/")
