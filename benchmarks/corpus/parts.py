"""The pieces of a message: encoded texts, HTML, files, and the headers that servers add on the way."""

import base64
import binascii
from quopri import encodestring
from random import Random
from textwrap import fill

CHARSETS = ("utf-8", "utf-8", "iso-8859-1", "windows-1252", "us-ascii")
ENCODINGS = ("quoted-printable", "quoted-printable", "8bit", "base64", "7bit")
LOGO_BYTES = 3_000


def text_part(text: str, kind: str, random: Random) -> bytes:
    """A text with its headers, in one of four charsets and one of four transfer encodings."""
    charset, encoding = random.choice(CHARSETS), random.choice(ENCODINGS)
    data = text.encode(charset, "ignore")
    if encoding == "7bit" and not data.isascii():
        encoding = "8bit"
    head = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + _encoded(data, encoding)


def _encoded(data: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        return encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return data


def plain(paragraphs: list[str]) -> str:
    """Lines of 72 characters."""
    return "\r\n\r\n".join(fill(paragraph, 72).replace("\n", "\r\n") for paragraph in paragraphs) + "\r\n"


def quoted(text: str) -> str:
    """A text behind `>`."""
    return "".join(f"> {line}\r\n" for line in text.split("\r\n"))


def html(paragraphs: list[str], *, quote: str, logo: bool) -> str:
    """What mail programs make of it: styles in every tag, a table for the signature."""
    style = 'style="margin:0 0 12px;font-family:Calibri,Arial,sans-serif;font-size:11pt;color:#1f1f1f"'
    body = "\r\n".join(f"<p {style}>{paragraph}</p>" for paragraph in paragraphs)
    picture = '<tr><td><img src="cid:logo@mail" width="120" alt=""></td></tr>' if logo else ""
    answer = (
        f'<blockquote type="cite" style="border-left:1px solid #ccc">{quote}</blockquote>' if quote else ""
    )
    return (
        "<!DOCTYPE html>\r\n<html><head><meta charset=utf-8><style>p{margin:0}td{padding:4px}</style></head>\r\n"
        f"<body>{body}\r\n<table cellpadding=0><tr><td {style}>Met vriendelijke groet</td></tr>{picture}</table>"
        f"{answer}</body></html>\r\n"
    )


def file_part(data: bytes, *, kind: str, name: str, content_id: str = "") -> bytes:
    """A file in base64; with a Content-ID it is a picture within the HTML."""
    disposition = "inline" if content_id else "attachment"
    head = (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: {disposition}; filename="{name}"\r\n'
    )
    mark = f"Content-ID: <{content_id}>\r\n" if content_id else ""
    return (head + mark + "\r\n").encode() + lines_of_base64(data)


def lines_of_base64(data: bytes) -> bytes:
    """Base64 in lines of 76 characters."""
    return b"".join(
        binascii.b2a_base64(data[start : start + 57])[:-1] + b"\r\n" for start in range(0, len(data), 57)
    )


def joined(parts: list[bytes], kind: str, random: Random) -> bytes:
    """A multipart of `parts`, each with its own headers."""
    boundary = b"=_%032x" % random.getrandbits(128)
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (kind.encode(), boundary)
    return head + b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts) + b"--%s--\r\n" % boundary


def on_the_way(moment: str, random: Random) -> str:
    """Received, DKIM and ARC, as three servers leave them."""
    hops = "".join(
        f"Received: from mx{hop}.relay.example (mx{hop}.relay.example [192.0.2.{random.randint(1, 250)}])\r\n"
        f"\tby mail{hop}.ours.example (Postfix) with ESMTPS id {random.getrandbits(48):012X}\r\n"
        f"\tfor <info@ours.example>; {moment}\r\n"
        for hop in range(3)
    )
    signature = base64.b64encode(random.randbytes(256)).decode()
    folded = "\r\n\t ".join(signature[start : start + 70] for start in range(0, len(signature), 70))
    signed = f"a=rsa-sha256; c=relaxed/relaxed; d=relay.example; s=s1;\r\n\tb={folded}\r\n"
    return f"{hops}DKIM-Signature: v=1; {signed}ARC-Seal: i=1; {signed}ARC-Message-Signature: i=1; {signed}"
