"""An address as typed or pasted: taken, or refused with a reason that helps."""

import pytest

from spindle.mail.discovery import BadAddress, parse_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eline@vandijkinterieur.nl", "eline@vandijkinterieur.nl"),
        ("  Eline@VanDijkInterieur.NL \n", "Eline@vandijkinterieur.nl"),
        ("info@bücher.example", "info@xn--bcher-kva.example"),
        ("info@xn--bcher-kva.example", "info@xn--bcher-kva.example"),
        ("verkoop@straße.example", "verkoop@xn--strae-oqa.example"),
        ("o'neil+crm@example.co.uk", "o'neil+crm@example.co.uk"),
    ],
)
def test_a_good_address_is_taken(text: str, expected: str) -> None:
    assert str(parse_address(text)) == expected


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("", "empty", ""),
        ("   ", "empty", ""),
        ("eline", "no_at", ""),
        ("eline @example.nl", "space", ""),
        ("eline@exam\tple.nl", "space", ""),
        ("eline@example.nl\r\nX: y", "space", ""),
        ("eline@\u202eexample.nl", "space", ""),
        ("a@b@example.nl", "several_ats", ""),
        ("a@example.nl,b@example.nl", "several_ats", ""),
        ("@example.nl", "no_name", ""),
        (".eline@example.nl", "no_name", ""),
        ("eline@", "no_domain", ""),
        ("user@localhost", "local_domain", ""),
        ("eline@example.nl.", "trailing_dot", "eline@example.nl"),
        ("eline@example..nl", "bad_domain", ""),
        ("eline@-example.nl", "bad_domain", ""),
        ("eline@example_.nl", "bad_domain", ""),
        ("eline@127.0.0.1", "bad_domain", ""),
        ("eline@[127.0.0.1]", "bad_domain", ""),
        ("eline@10.0x7f", "bad_domain", ""),
        ("eline@example.nl:993", "bad_domain", ""),
        ("eline@exam/ple.nl", "bad_domain", ""),
        ("eline@" + "a" * 64 + ".nl", "bad_domain", ""),
        ("mailto:eline@example.nl", "not_bare", "eline@example.nl"),
        ("mailto:eline@example.nl?subject=x", "not_bare", "eline@example.nl"),
        ("Eline <eline@example.nl>", "not_bare", "eline@example.nl"),
        ("<eline@example.nl>", "not_bare", "eline@example.nl"),
        ('"eline"@example.nl', "not_bare", ""),
    ],
)
def test_a_bad_address_is_refused_with_its_reason(text: str, code: str, suggestion: str) -> None:
    with pytest.raises(BadAddress) as refusal:
        parse_address(text)
    assert (refusal.value.code, refusal.value.suggestion) == (code, suggestion)
    assert refusal.value.reason.endswith(".")
