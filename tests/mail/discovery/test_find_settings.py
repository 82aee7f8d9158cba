"""Discovery on a net of the test's own: DNS, HTTPS and mail servers that really answer, and some that do not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from spindle.mail.discovery import (
    Discovery,
    Kind,
    Outcome,
    Ports,
    Source,
    Surroundings,
    discover,
    parse_address,
)
from spindle.mail.network import DnsResolver, Policy, Security, Server
from spindle.mail.network.http import HttpClient
from tests.peers.autoconfig import AutoconfigServer, Canary, Page, config
from tests.peers.dns import NameServer
from tests.peers.ports import free_port
from tests.peers.speaker import Speaker

DOMAIN = "company.test"
AUTOCONFIG = f"autoconfig.{DOMAIN}"
AUTODISCOVER = f"autodiscover.{DOMAIN}"
NAMES = (
    DOMAIN,
    AUTOCONFIG,
    AUTODISCOVER,
    f"imap.{DOMAIN}",
    f"smtp.{DOMAIN}",
    f"mail.{DOMAIN}",
    "mx.hoster.test",
    "autoconfig.hoster.test",
)
PAGE = "/mail/config-v1.1.xml"


@dataclass
class Net:
    web: AutoconfigServer
    dns: NameServer
    ports: Ports

    def answer(self, *names: str) -> None:
        """These names lead to loopback."""
        for name in names:
            self.dns.add(name, "A", "127.0.0.1")

    def discover(
        self, address: str = f"eline@{DOMAIN}", *, policy: Policy | None = None, deadline: float = 10
    ) -> Discovery:
        policy = policy or Policy(allow_private=True)
        resolver = DnsResolver("127.0.0.1", port=self.dns.port)
        authority = self.web.certificate.authority
        http = HttpClient(
            policy=policy, resolver=resolver, authorities=authority, https_port=self.web.port, seconds=0.5
        )
        surroundings = Surroundings(
            policy=policy, resolver=resolver, http=http, ports=self.ports, authorities=authority, patience=0.5
        )
        return discover(parse_address(address), surroundings=surroundings, deadline=deadline)


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with AutoconfigServer(tmp_path, *NAMES) as web, NameServer() as dns:
        dns.add(DOMAIN, "TXT", "here")
        yield Net(
            web,
            dns,
            Ports(imaps=free_port(), imap=free_port(), submissions=free_port(), submission=free_port()),
        )


def test_the_table_knows_without_asking(net: Net) -> None:
    found = net.discover("vandijkinterieur@gmail.com")
    assert found.best is not None
    assert (found.best.source, found.best.kind) == (Source.TABLE, Kind.GOOGLE)
    assert not net.dns.asked
    assert not net.web.asked


def test_the_domains_own_page_is_found_and_names_its_provider(net: Net) -> None:
    net.answer(AUTOCONFIG)
    net.web.put(
        AUTOCONFIG,
        PAGE,
        Page(body=config("imap.hoster.test", smtp="smtp.hoster.test", name="Hoster").encode()),
    )
    best = net.discover().best
    assert best is not None
    assert best.settings is not None
    assert (best.source, best.name, best.confirm) == (Source.AUTOCONFIG, "Hoster", True)
    assert best.settings.imap == Server("imap.hoster.test", 993, Security.TLS)
    assert best.settings.smtp == Server("smtp.hoster.test", 465, Security.TLS)
    assert best.settings.login == f"eline@{DOMAIN}"


def test_the_well_known_page_is_found(net: Net) -> None:
    net.answer(DOMAIN)
    net.web.put(
        DOMAIN, "/.well-known/autoconfig/mail/config-v1.1.xml", Page(body=config(f"imap.{DOMAIN}").encode())
    )
    best = net.discover().best
    assert best is not None
    assert (best.source, best.confirm) == (Source.AUTOCONFIG, False)


def test_a_page_of_the_exchangers_provider_is_found_and_not_told_whose_mailbox(net: Net) -> None:
    net.dns.add(DOMAIN, "MX", "10 mx.hoster.test.")
    net.answer("autoconfig.hoster.test")
    net.web.put("autoconfig.hoster.test", PAGE, Page(body=config("imap.hoster.test").encode()))
    best = net.discover().best
    assert best is not None
    assert best.source is Source.AUTOCONFIG
    assert not any("eline" in path for host, path, _body in net.web.asked if host == "autoconfig.hoster.test")


def test_srv_records_are_found(net: Net) -> None:
    net.dns.add(
        f"_imaps._tcp.{DOMAIN}", "SRV", "20 1 993 second.company.test.", "10 1 993 first.company.test."
    )
    net.dns.add(f"_submission._tcp.{DOMAIN}", "SRV", "0 1 587 smtp.company.test.")
    best = net.discover().best
    assert best is not None
    assert best.settings is not None
    assert best.settings.imap == Server("first.company.test", 993, Security.TLS)
    assert best.settings.smtp == Server("smtp.company.test", 587, Security.STARTTLS)


def test_a_service_that_is_not_offered_is_no_finding(net: Net) -> None:
    net.dns.add(f"_imaps._tcp.{DOMAIN}", "SRV", "0 0 0 .")
    assert net.discover().best is None


@pytest.mark.parametrize(
    ("exchanger", "kind"),
    [
        ("company-test.mail.protection.outlook.com.", Kind.MICROSOFT),
        ("aspmx.l.google.com.", Kind.GOOGLE),
    ],
)
def test_mail_at_google_or_microsoft_goes_before_a_page_left_behind(
    net: Net, exchanger: str, kind: Kind
) -> None:
    net.dns.add(DOMAIN, "MX", f"10 {exchanger}")
    net.answer(AUTOCONFIG)
    net.web.put(AUTOCONFIG, PAGE, Page(body=config("imap.oldhoster.test").encode()))
    found = net.discover()
    assert found.best is not None
    assert (found.best.source, found.best.kind) == (Source.EXCHANGER, kind)


def test_microsoft_behind_a_spam_filter_shows_in_the_alias(net: Net) -> None:
    net.dns.add(DOMAIN, "MX", "10 mx.spamfilter.test.")
    net.dns.add(AUTODISCOVER, "CNAME", "autodiscover.outlook.com.")
    best = net.discover().best
    assert best is not None
    assert (best.source, best.kind) == (Source.AUTODISCOVER, Kind.MICROSOFT)


def test_autodiscover_v1_is_found(net: Net) -> None:
    net.answer(AUTODISCOVER)
    net.web.put(AUTODISCOVER, "/autodiscover/autodiscover.xml", Page(body=POX))
    best = net.discover().best
    assert best is not None
    assert best.settings is not None
    assert best.settings.imap == Server("imap.company.test", 143, Security.STARTTLS)
    assert best.settings.smtp == Server("smtp.company.test", 465, Security.TLS)
    assert best.settings.login == "eline"


def test_autodiscover_v2_leads_to_microsoft(net: Net) -> None:
    net.answer(AUTODISCOVER)
    body = (
        b'{"Protocol":"AutodiscoverV1","Url":"https://outlook.office365.com/autodiscover/autodiscover.xml"}'
    )
    net.web.put(AUTODISCOVER, "/autodiscover/autodiscover.json", Page(body=body))
    best = net.discover().best
    assert best is not None
    assert best.kind is Kind.MICROSOFT


def test_servers_under_the_usual_names_are_found_by_knocking(net: Net) -> None:
    net.answer(f"imap.{DOMAIN}", f"smtp.{DOMAIN}")
    with (
        Speaker(b"* OK ready\r\n", certificate=net.web.certificate, port=net.ports.imaps) as imap,
        Speaker(b"220 ready\r\n", certificate=net.web.certificate, port=net.ports.submissions) as smtp,
    ):
        best = net.discover().best
    assert best is not None
    assert best.settings is not None
    assert best.source is Source.GUESS
    assert best.settings.imap == Server(f"imap.{DOMAIN}", imap.port, Security.TLS)
    assert best.settings.smtp == Server(f"smtp.{DOMAIN}", smtp.port, Security.TLS)


def test_the_exchanger_itself_is_tried(net: Net) -> None:
    net.dns.add(DOMAIN, "MX", "10 mx.hoster.test.")
    net.answer("mx.hoster.test")
    with Speaker(b"* OK ready\r\n", certificate=net.web.certificate, port=net.ports.imaps):
        best = net.discover().best
    assert best is not None
    assert best.settings is not None
    assert best.settings.imap.host == "mx.hoster.test"
    assert best.confirm


def test_a_server_without_encryption_is_never_proposed(net: Net) -> None:
    net.answer(f"imap.{DOMAIN}", AUTOCONFIG)
    net.web.put(
        AUTOCONFIG, PAGE, Page(body=config("imap.company.test", port=143, socket_type="plain").encode())
    )
    with Speaker(b"* OK ready\r\na1 BAD what?\r\n", port=net.ports.imap):
        assert net.discover().best is None


def test_a_server_with_a_strange_certificate_is_not_proposed(net: Net, tmp_path: Path) -> None:
    net.answer("imap.other.test")
    with Speaker(b"* OK ready\r\n", certificate=net.web.certificate, port=net.ports.imaps):
        assert net.discover("eline@other.test").best is None


def test_nobody_waits_for_those_that_say_nothing(net: Net) -> None:
    """Every lookup has one outcome; the better sources keep silent or drip, and the one answer comes through."""
    net.answer(AUTODISCOVER, AUTOCONFIG)
    net.web.put(AUTODISCOVER, "/autodiscover/autodiscover.xml", Page(body=POX))
    net.web.put(AUTOCONFIG, PAGE, Page(body=config(f"imap.{DOMAIN}").encode(), drip=60))
    for name in (f"_imaps._tcp.{DOMAIN}", f"imap.{DOMAIN}", f"mail.{DOMAIN}", f"smtp.{DOMAIN}"):
        net.dns.silence(name)
    found = net.discover()
    assert found.best is not None
    assert found.best.source is Source.AUTODISCOVER
    outcomes = {(attempt.source, attempt.tried.partition("?")[0]): attempt.outcome for attempt in found.trail}
    assert len(outcomes) == len(found.trail)
    assert outcomes[Source.SRV, DOMAIN] is Outcome.TIMED_OUT
    assert outcomes[Source.AUTOCONFIG, f"https://{AUTOCONFIG}{PAGE}"] is Outcome.TIMED_OUT


def test_once_a_better_answer_is_there_the_rest_is_skipped(net: Net) -> None:
    net.answer(AUTOCONFIG)
    net.web.put(AUTOCONFIG, PAGE, Page(body=config(f"imap.{DOMAIN}").encode()))
    net.dns.silence(f"_imaps._tcp.{DOMAIN}")
    found = net.discover()
    assert [one.source for one in found.findings] == [Source.AUTOCONFIG]
    assert Outcome.SKIPPED in {attempt.outcome for attempt in found.trail if attempt.source is Source.SRV}


def test_at_the_deadline_what_is_open_is_told_as_timed_out(net: Net) -> None:
    net.dns.silence(DOMAIN)
    for name in NAMES + tuple(f"{kind}._tcp.{DOMAIN}" for kind in ("_imaps", "_imap")):
        net.dns.silence(name)
    found = net.discover(deadline=0.2)
    assert found.findings == ()
    assert {attempt.outcome for attempt in found.trail} == {Outcome.TIMED_OUT}


def test_nothing_at_all_is_an_empty_answer(net: Net) -> None:
    found = net.discover()
    assert found.best is None
    assert Outcome.FOUND not in {attempt.outcome for attempt in found.trail}


def test_discovery_never_knocks_inside_the_installation(net: Net) -> None:
    """Every name of the domain leads to loopback, where canaries sit on all the ports that would be tried."""
    net.answer(*NAMES)
    net.dns.add(DOMAIN, "MX", "10 mx.hoster.test.")
    with Canary() as imaps, Canary() as submissions, Canary() as https:
        net.ports = Ports(
            imaps=imaps.port, imap=imaps.port, submissions=submissions.port, submission=submissions.port
        )
        net.web.port = https.port
        found = net.discover(policy=Policy.from_setting("192.0.2.0/24"))
        assert (imaps.hits, submissions.hits, https.hits) == (0, 0, 0)
    assert Outcome.REFUSED in {attempt.outcome for attempt in found.trail}
    assert found.best is None
    assert net.web.asked == []


def test_a_domain_in_other_letters_is_asked_in_ascii(net: Net) -> None:
    net.dns.add("_imaps._tcp.xn--bcher-kva.test", "SRV", "0 1 993 imap.xn--bcher-kva.test.")
    best = net.discover("info@bücher.test").best
    assert best is not None
    assert best.settings is not None
    assert best.settings.login == "info@xn--bcher-kva.test"


POX = b"""<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
<Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account>
<AccountType>email</AccountType><Action>settings</Action>
<Protocol><Type>IMAP</Type><Server>imap.company.test</Server><Port>143</Port><LoginName>eline</LoginName><SSL>on</SSL></Protocol>
<Protocol><Type>SMTP</Type><Server>smtp.company.test</Server><Port>465</Port><SSL>on</SSL></Protocol>
</Account></Response></Autodiscover>"""
