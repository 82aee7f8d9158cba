"""Addresses as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindle.members.pasted import Pasted, read_pasted


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("a@x.example", ("a@x.example",)),
        ("a@x.example, b@x.example;c@x.example\nd@x.example", tuple(f"{one}@x.example" for one in "abcd")),
        ("a@x.example b@x.example", ("a@x.example", "b@x.example")),
        ("Joris Bakker <Joris@X.example>", ("joris@x.example",)),
        ('"Bakker, Joris" <joris@x.example>, Tom <tom@x.example>', ("joris@x.example", "tom@x.example")),
        (
            "Bakker, Joris <joris@x.example>; Hendriks, Tom <tom@x.example>",
            ("joris@x.example", "tom@x.example"),
        ),
        ("<a@x.example>", ("a@x.example",)),
        ("mailto:a@x.example", ("a@x.example",)),
        ("  \n,,;\n", ()),
    ],
)
def test_addresses_are_found(text: str, addresses: tuple[str, ...]) -> None:
    assert read_pasted(text) == Pasted(addresses)


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense",
        "a@",
        "@x.example",
        "a@x",
        "a b@x.example",
        "Joris <nonsense@>",
        '"a b"@x.example',
        "a@x.example>",
    ],
)
def test_what_is_none_is_told_as_it_was_typed(bad: str) -> None:
    assert read_pasted(bad) == Pasted((), (bad,))


def test_a_name_before_a_bare_address_is_told_and_the_address_is_taken() -> None:
    assert read_pasted("Joris, joris@x.example") == Pasted(("joris@x.example",), ("Joris",))


def test_an_address_whose_sign_was_forgotten_is_no_name() -> None:
    assert read_pasted("jan.example.org, Joris <j@x.example>").bad == ("jan.example.org",)


def test_the_same_in_another_case_is_the_same() -> None:
    assert read_pasted("a@x.example, A@X.example, <a@x.example>") == Pasted(
        ("a@x.example",), (), ("a@x.example",)
    )


@given(st.text(alphabet='a@x.<>",; \n\r\x00\u202e', max_size=200))
def test_no_address_breaks_a_line_and_nothing_is_lost(text: str) -> None:
    found = read_pasted(text)
    assert all("\n" not in one and "\r" not in one and " " not in one for one in found.addresses)
    kept = "".join([*found.addresses, *found.bad, *found.twice])
    assert ("@" in text) <= ("@" in kept)
