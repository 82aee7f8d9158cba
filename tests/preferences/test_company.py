"""Tab Company: what the company says of itself is kept as it is written on paper, and proved where it can be."""

import pytest
from django.test import Client

from spindle.accounts.models import Membership
from spindle.members.company import CompanyDetails
from spindle.members.settings import read
from tests.preferences.pages import COMPANY, posted

NAME = {"name": "Van Dijk Interieur"}


def type_in(client: Client, **fields: str) -> int:
    return client.post(COMPANY, posted("company", NAME, fields)).status_code


def details(founder: Membership) -> CompanyDetails:
    with founder.organisation.active():
        return read(CompanyDetails)


def test_all_of_it_is_kept(client: Client, founder: Membership) -> None:
    typed = {
        "street": "Biltstraat 114",
        "postcode": "3572 BJ",
        "city": "Utrecht",
        "phone": "+31 30 2345678",
        "email": "info@vandijk.example",
        "website": "www.vandijk.example",
        "chamber_number": "30123456",
        "vat_number": "NL 0044.95.445.B01",
        "iban": "nl91abna0417164300",
        "bic": "abnanl2a",
        "bank_city": "Amsterdam",
    }
    assert type_in(client, **typed) == 302
    assert details(founder) == CompanyDetails(
        street="Biltstraat 114",
        postcode="3572 BJ",
        city="Utrecht",
        phone="+31 30 2345678",
        email="info@vandijk.example",
        website="https://www.vandijk.example",
        chamber_number="30123456",
        vat_number="NL004495445B01",
        iban="NL91 ABNA 0417 1643 00",
        bic="ABNANL2A",
        bank_city="Amsterdam",
    )


def test_the_name_is_the_one_that_everybody_sees(client: Client) -> None:
    assert type_in(client, name="Van Dijk & Zonen") == 302
    assert "Van Dijk &amp; Zonen" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("iban", "NL91 ABNA 0417 1643 01", "This IBAN is not right"),
        ("iban", "12345", "This IBAN is not right"),
        ("bic", "ABNA", "A BIC has eight or eleven"),
        ("vat_number", "NL123456789B01", "This VAT number is not right"),
        ("phone", "call me", "Type a phone number"),
        ("email", "info@", "valid email"),
        ("website", "javascript:alert(1)", "valid URL"),
        ("name", " ", "This field is required"),
        ("city", "x" * 121, "at most 120"),
    ],
)
def test_what_cannot_be_right_is_refused_with_a_sentence(
    client: Client, founder: Membership, field: str, typed: str, said: str
) -> None:
    answer = client.post(COMPANY, posted("company", NAME, {field: typed}))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert details(founder) == CompanyDetails()


def test_a_vat_number_from_elsewhere_is_taken_as_it_is(client: Client, founder: Membership) -> None:
    assert type_in(client, vat_number="GB 123 4567 89") == 302
    assert details(founder).vat_number == "GB 123 4567 89"


def test_it_can_be_emptied_again(client: Client, founder: Membership) -> None:
    type_in(client, city="Utrecht")
    assert (
        client.post(COMPANY, posted("company", NAME | {"city": "Utrecht"}, {"city": ""})).status_code == 302
    )
    assert details(founder).city == ""
