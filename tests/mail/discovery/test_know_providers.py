"""The table of providers: complete, consistent, and right about whose address is whose."""

from collections import Counter

import pytest

from spindle.mail.connection.guidance import guidance
from spindle.mail.discovery import Kind, parse_address, provider_of_domain, provider_of_server
from spindle.mail.discovery.providers import provider_of_exchanger, providers
from spindle.mail.network import Policy, Security


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("aspmx.l.google.com", "Gmail"),
        ("vandijk-nl.mail.protection.outlook.com", "Microsoft 365"),
        ("x.olc.protection.outlook.com", "Outlook"),
        ("mx01.mail.icloud.com", "iCloud"),
        ("mta5.am0.yahoodns.net", "Yahoo"),
        ("mx-aol.mail.gm0.yahoodns.net", "AOL"),
        ("mx.transip.email", "TransIP"),
        ("smtpin.rzone.de", "Strato"),
        ("mx00.ionos.es", "IONOS"),
        ("mx0.mail.ovh.net", "OVH"),
    ],
)
def test_an_exchanger_tells_the_provider(host: str, name: str) -> None:
    provider = provider_of_exchanger(host)
    assert provider is not None
    assert provider.name == name


@pytest.mark.parametrize("host", ["notgoogle.com.example", "evilgoogle.com", "com", "", "email"])
def test_a_lookalike_is_no_provider(host: str) -> None:
    assert provider_of_exchanger(host) is None


def test_a_login_may_be_the_local_part() -> None:
    provider = provider_of_domain("web.de")
    assert provider is not None
    settings = provider.settings(parse_address("eline@web.de"))
    assert settings is not None
    assert settings.login == "eline"


def test_proton_has_no_imap() -> None:
    provider = provider_of_domain("proton.me")
    assert provider is not None
    assert provider.kind is Kind.PROTON
    assert provider.settings(parse_address("x@proton.me")) is None


def test_no_domain_and_no_exchanger_stands_twice() -> None:
    for words in ("domains", "mx"):
        counts = Counter(word for provider in providers() for word in getattr(provider, words))
        assert [word for word, count in counts.items() if count > 1] == []


def test_each_server_is_encrypted_and_allowed() -> None:
    for provider in providers():
        for server in filter(None, (provider.imap, provider.smtp)):
            assert server.security is not Security.PLAIN, provider.name
            assert Policy().permits_port(server.port), provider.name
            assert server.host == server.host.lower().strip(), provider.name
            assert provider_of_server(server.host) is not None


def test_each_key_of_guidance_exists() -> None:
    for provider in providers():
        assert provider.guidance == "" or guidance(provider.guidance) is not guidance(""), provider.name
