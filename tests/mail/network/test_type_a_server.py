"""A server's name as it comes from a keyboard or a help page."""

import pytest

from spindle.mail.network import typed_host


@pytest.mark.parametrize(
    ("text", "host"),
    [
        (" IMAP.Example.NL ", "imap.example.nl"),
        ("imap.example.nl.", "imap.example.nl"),
        ("imaps://imap.example.nl/", "imap.example.nl"),
        ("https://webmail.example.nl/inbox", "webmail.example.nl"),
        ("imap.bücher.example", "imap.xn--bcher-kva.example"),
        ("mailserver", "mailserver"),
        ("192.168.1.5", "192.168.1.5"),
        ("[FD00::1]", "fd00::1"),
    ],
)
def test_a_name_is_tidied(text: str, host: str) -> None:
    assert typed_host(text) == host


@pytest.mark.parametrize(
    "text", ["", "   ", "imap example nl", "imap..nl", "a@b.nl", "imap.nl:993", "x\r\ny", "a" * 64]
)
def test_nonsense_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        typed_host(text)
