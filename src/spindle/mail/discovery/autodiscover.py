"""Microsoft's Autodiscover, without a password: the POX request (v1) and the JSON one (v2)."""

import json
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from spindle.mail.discovery.addresses import MailAddress
from spindle.mail.discovery.findings import Finding, Source, finding
from spindle.mail.discovery.providers import Kind, provider_of_domain
from spindle.mail.discovery.safe_xml import BadXml, Node, parse_xml
from spindle.mail.network import Security, Server, ServerSettings

_SCHEMA = "http://schemas.microsoft.com/exchange/autodiscover/outlook"
_MICROSOFT = ("outlook.com", "office365.com", "microsoft.com")
_PORTS = {"imap": 993, "smtp": 465}


def urls_of(address: MailAddress) -> tuple[str, str]:
    """The two places of the POX request."""
    path = "/autodiscover/autodiscover.xml"
    return f"https://autodiscover.{address.domain}{path}", f"https://{address.domain}{path}"


def url_of_json(address: MailAddress) -> str:
    """The place of the v2 request."""
    query = f"Email={quote(str(address))}&Protocol=AutodiscoverV1"
    return f"https://autodiscover.{address.domain}/autodiscover/autodiscover.json?{query}"


def request(address: MailAddress) -> bytes:
    """The body of the POX request (MS-OXDSCLI §3.1.5.4)."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<Autodiscover xmlns="{_SCHEMA}/requestschema/2006"><Request>'
        f"<EMailAddress>{escape(str(address))}</EMailAddress>"
        f"<AcceptableResponseSchema>{_SCHEMA}/responseschema/2006a</AcceptableResponseSchema>"
        "</Request></Autodiscover>"
    ).encode()


def read_pox(body: bytes, address: MailAddress) -> list[Finding]:
    """The IMAP settings in an answer; empty when it has none or is no answer."""
    try:
        root = parse_xml(body)
    except BadXml:
        return []
    response = root.first("response")
    account = response.first("account") if response else None
    if account is None:
        return []
    protocols = {node.word("type").lower(): node for node in account.all("protocol")}
    imap, smtp = (_server(protocols.get(name), name) for name in ("imap", "smtp"))
    if imap is None:
        return []
    login = protocols["imap"].word("loginname")[:254] or str(address)
    return [finding(Source.AUTODISCOVER, address, ServerSettings(login=login, imap=imap, smtp=smtp))]


def read_json(body: bytes, address: MailAddress) -> list[Finding]:
    """A finding when the v2 answer sends us to Microsoft; any other Exchange says nothing of IMAP."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return []
    url = answer.get("Url") if isinstance(answer, dict) else None
    return at_microsoft(address, _host_of(url)) if isinstance(url, str) else []


def at_microsoft(address: MailAddress, host: str) -> list[Finding]:
    """Microsoft 365, when `host` (of an answer or an alias) is Microsoft's."""
    provider = provider_of_domain("office365.com")
    if provider is None or not any(host == domain or host.endswith(f".{domain}") for domain in _MICROSOFT):
        return []
    assert provider.kind is Kind.MICROSOFT
    settings = provider.settings(address)
    return [Finding(source=Source.AUTODISCOVER, settings=settings, provider=provider, name=provider.name)]


def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _server(node: Node | None, kind: str) -> Server | None:
    if node is None:
        return None
    host, port = node.word("server").lower().rstrip("."), node.word("port")
    security = _security(node)
    if not host or security is None:
        return None
    number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 else _PORTS[kind]
    return Server(host, number, security)


def _security(node: Node) -> Security | None:
    encryption, ssl = node.word("encryption").lower(), node.word("ssl").lower()
    if encryption in {"ssl", "tls"}:
        return (
            Security.TLS if encryption == "ssl" or node.word("port") in {"993", "465"} else Security.STARTTLS
        )
    if ssl == "off":
        return None
    # SSL on, or unsaid, which means on (MS-OXDSCLI §2.2.4.1.1.2.5.26); the port tells which way.
    return Security.STARTTLS if node.word("port") in {"143", "587"} else Security.TLS
