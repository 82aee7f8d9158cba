"""Autoconfiguration as Thunderbird defined it: an XML file at the domain (draft-ietf-mailmaint-autoconfig)."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from spindle.mail.discovery.addresses import MailAddress
from spindle.mail.discovery.findings import Finding, Source, finding
from spindle.mail.discovery.safe_xml import BadXml, Node, parse_xml
from spindle.mail.network import Security, Server, ServerSettings

_SOCKETS = {"ssl": Security.TLS, "tls": Security.TLS, "starttls": Security.STARTTLS}
_ORDER = (Security.TLS, Security.STARTTLS)


def urls_of(address: MailAddress) -> tuple[str, str]:
    """The two places of the domain itself; they get the address, for logins that differ by person."""
    query = f"?emailaddress={quote(str(address))}"
    return (
        f"https://autoconfig.{address.domain}/mail/config-v1.1.xml{query}",
        f"https://{address.domain}/.well-known/autoconfig/mail/config-v1.1.xml",
    )


def url_of_exchanger(host: str) -> str:
    """The place of the provider behind an MX host; it is not told whose mailbox this is about."""
    return f"https://autoconfig.{_registered(host)}/mail/config-v1.1.xml"


def read_autoconfig(body: bytes, address: MailAddress) -> list[Finding]:
    """The IMAP settings in a config-v1.1.xml, TLS before STARTTLS; servers without encryption are left out.

    A file that is none (a web page, POP3 only, broken) is an empty list.
    """
    try:
        root = parse_xml(body)
    except BadXml:
        return []
    provider = root.first("emailprovider")
    if root.name != "clientconfig" or provider is None:
        return []
    incoming = sorted(_servers(provider, "incomingserver", "imap", address), key=_preference)
    outgoing = sorted(_servers(provider, "outgoingserver", "smtp", address), key=_preference)
    smtp = outgoing[0][0] if outgoing else None
    name = (provider.word("displayshortname") or provider.word("displayname"))[:80]
    return [
        finding(Source.AUTOCONFIG, address, ServerSettings(login=login, imap=imap, smtp=smtp), name=name)
        for imap, login in incoming
    ]


def _servers(provider: Node, element: str, kind: str, address: MailAddress) -> Iterator[tuple[Server, str]]:
    for node in provider.all(element):
        security = _SOCKETS.get(node.word("sockettype").lower())
        host, port = _filled(node.word("hostname"), address).lower().rstrip("."), node.word("port")
        if node.attributes.get("type", "").lower() == kind and security and host and _is_port(port):
            yield Server(host, int(port), security), _filled(node.word("username"), address) or str(address)


def _preference(entry: tuple[Server, str]) -> int:
    return _ORDER.index(entry[0].security)


def _filled(text: str, address: MailAddress) -> str:
    values: Mapping[str, str] = {
        "%EMAILADDRESS%": str(address),
        "%EMAILLOCALPART%": address.local,
        "%EMAILDOMAIN%": address.domain,
    }
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return text[:254]


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536


def _registered(host: str) -> str:
    """The domain that somebody registered, near enough: two labels, or three below a `co.uk` or `com.br`."""
    labels = host.split(".")
    below = (
        len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in {"co", "com", "net", "org", "ac", "gov"}
    )
    return ".".join(labels[-3:] if below else labels[-2:])
