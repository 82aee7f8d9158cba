"""From a letter to the bytes of a message (RFC 5322, 2045 to 2047, 2387), as the mail programs of today write them."""

import base64
import quopri
from collections.abc import Sequence
from email.header import Header
from email.utils import format_datetime
from html import escape
from random import Random

from tools.demo.letters import File, Letter, Party, as_html, as_plain
from tools.demo.wording import day

QUOTED_LEVELS = 3
_FONTS = {
    "outlook": "font-family:Calibri,sans-serif;font-size:11pt",
    "gmail": "font-family:Arial,sans-serif",
    "apple": "font-family:Helvetica",
    "html": "font-family:Verdana,sans-serif;font-size:10pt",
}
_LABELS = {"nl": ("Van", "Verzonden", "Aan", "Onderwerp"), "en": ("From", "Sent", "To", "Subject")}


def compose(letter: Letter) -> bytes:
    """The message; the same letter gives the same bytes."""
    random = Random(letter.message_id)  # noqa: S311 (an example, not a secret)
    head = "\r\n".join(_headers(letter))
    return head.encode("ascii") + b"\r\n" + _body(letter, random)


def _headers(letter: Letter) -> list[str]:
    found = [
        f"Received: from mx.vandijkinterieur.example by mail.vandijkinterieur.example; {_date(letter)}",
        f"Date: {_date(letter)}",
        f"From: {_party(letter.sender)}",
        f"To: {_list(letter.to)}",
        f"Subject: {_words(letter.subject)}",
        f"Message-ID: <{letter.message_id}>",
        "MIME-Version: 1.0",
    ]
    if letter.ours:
        del found[0]
    if letter.cc:
        found.append(f"Cc: {_list(letter.cc)}")
    if letter.references:
        found.append(f"In-Reply-To: <{letter.references[-1]}>")
        found.append("References: " + "\r\n ".join(f"<{one}>" for one in letter.references))
    if letter.automatic:
        found.append("Auto-Submitted: auto-replied")
    if letter.newsletter:
        domain = letter.sender.address.partition("@")[2]
        found += [
            f"List-Id: <nieuws.{domain}>",
            f"List-Unsubscribe: <https://{domain}/uit>",
            "Precedence: bulk",
        ]
    if letter.spam:
        found.append("X-Spam-Flag: YES")
    return found


def _date(letter: Letter) -> str:
    return format_datetime(letter.at)


def _words(text: str) -> str:
    if text.isascii():
        return text
    return str(Header(text, "utf-8", maxlinelen=70, header_name="Subject").encode(linesep="\r\n"))


def _party(party: Party) -> str:
    if party.name.isascii():
        return str(party)
    return f"{_words(party.name)} <{party.address}>"


def _list(parties: Sequence[Party]) -> str:
    return ",\r\n ".join(map(_party, parties))


def _body(letter: Letter, random: Random) -> bytes:
    pictures = [File("logo.png", "image/png", letter.logo, _logo_id(letter))] if letter.logo else []
    plain = _text("plain", _plain(letter), letter.charset)
    if letter.client == "plain":
        inner = plain
    else:
        html = _text("html", _html(letter), letter.charset)
        if pictures:
            html = _multipart("related", [html, *map(_file, pictures)], random)
        inner = html if letter.client == "html" else _multipart("alternative", [plain, html], random)
    if not letter.files:
        return inner
    return _multipart("mixed", [inner, *map(_file, letter.files)], random)


def _logo_id(letter: Letter) -> str:
    return f"logo.{letter.message_id}"


def _text(kind: str, text: str, charset: str) -> bytes:
    try:
        content = text.encode(charset)
    except UnicodeEncodeError:
        charset, content = "utf-8", text.encode()
    content = content.replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset={charset}\r\n"
    if content.isascii() and max(map(len, content.split(b"\r\n"))) < 900:
        return f"{head}Content-Transfer-Encoding: 7bit\r\n\r\n".encode() + content
    if charset == "utf-8" and kind == "plain":
        return f"{head}Content-Transfer-Encoding: base64\r\n\r\n".encode() + _base64(content)
    coded = quopri.encodestring(content.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return f"{head}Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode() + coded


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def _file(file: File) -> bytes:
    disposition = "inline" if file.content_id else "attachment"
    name = _parameter(file.name)
    head = [
        f"Content-Type: {file.content_type}",
        f"Content-Disposition: {disposition}; {name}",
        "Content-Transfer-Encoding: base64",
    ]
    if file.content_id:
        head.append(f"Content-ID: <{file.content_id}>")
    return "\r\n".join([*head, "", ""]).encode() + _base64(file.content)


def _parameter(name: str) -> str:
    """The file's name; what is not ASCII by RFC 2231."""
    if name.isascii():
        return f'filename="{name}"'
    coded = "".join(chr(b) if chr(b).isalnum() and b < 128 else f"%{b:02X}" for b in name.encode())
    return f"filename*=utf-8''{coded}"


def _multipart(kind: str, parts: Sequence[bytes], random: Random) -> bytes:
    mark = f"=_{random.getrandbits(96):024x}"
    head = f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n'
    body = b"".join(f"--{mark}\r\n".encode() + part.rstrip(b"\r\n") + b"\r\n" for part in parts)
    return head.encode() + body + f"--{mark}--\r\n".encode()


# --- the text with what it answers ---------------------------------------------------------------------------------


def _plain(letter: Letter, level: int = 0) -> str:
    text = as_plain(letter.text)
    if letter.signature:
        text += (
            "\n\n-- \n" + "\n".join(letter.signature)
            if letter.client == "plain"
            else ("\n\n" + "\n".join(letter.signature))
        )
    if letter.previous is None or level == QUOTED_LEVELS:
        return text + "\n"
    before = _plain(letter.previous, level + 1).rstrip()
    if letter.client == "outlook":
        return f"{text}\n\n" + "\n".join(_outlook_head(letter, letter.previous)) + f"\n\n{before}\n"
    quoted = "\n".join(
        f"> {line}".rstrip() if not line.startswith(">") else f">{line}" for line in before.split("\n")
    )
    return f"{text}\n\n{_wrote(letter, letter.previous)}\n{quoted}\n"


def _html(letter: Letter, level: int = 0) -> str:
    if letter.newsletter:
        return letter.newsletter
    client = "outlook" if letter.client == "plain" else letter.client
    parts = [f'<div style="{_FONTS[client]}">', as_html(letter.text)]
    if letter.signature:
        parts.append(_signature(letter, with_logo=level == 0))
    parts.append("</div>")
    if letter.previous is not None and level < QUOTED_LEVELS:
        parts.append(_html_quote(letter, letter.previous, level))
    inner = "\n".join(parts)
    return inner if level else f"<html><head></head><body>\n{inner}\n</body></html>\n"


def _signature(letter: Letter, *, with_logo: bool) -> str:
    name, *rest = letter.signature
    lines = [f"<strong>{escape(name)}</strong>", *map(escape, rest)]
    source = f"cid:{_logo_id(letter)}" if letter.logo else letter.remote_logo
    mark = f'<p><img src="{source}" width="120" height="40" alt=""></p>' if with_logo and source else ""
    return f'<p style="color:#555">{"<br>".join(lines)}</p>{mark}'


def _html_quote(letter: Letter, before: Letter, level: int) -> str:
    inner = _html(before, level + 1)
    if letter.client == "outlook":
        head = "<br>".join(
            f"<b>{escape(line.partition(':')[0])}:</b>{escape(line.partition(':')[2])}"
            for line in _outlook_head(letter, before)
        )
        return f'<div style="border-top:1px solid #ccc;padding-top:3pt"><p>{head}</p></div>\n{inner}'
    mark = ' class="gmail_quote"' if letter.client == "gmail" else ' type="cite"'
    return f"<p>{escape(_wrote(letter, before))}</p>\n<blockquote{mark}>{inner}</blockquote>"


def _wrote(letter: Letter, before: Letter) -> str:
    moment = f"{day(before.at, letter.language)} {before.at.year}"
    if letter.language == "nl":
        return f"Op {moment} om {before.at:%H:%M} schreef {before.sender.name} <{before.sender.address}>:"
    return f"On {moment} at {before.at:%H:%M}, {before.sender.name} <{before.sender.address}> wrote:"


def _outlook_head(letter: Letter, before: Letter) -> list[str]:
    moment = f"{day(before.at, letter.language)} {before.at.year} {before.at:%H:%M}"
    values = (str(before.sender), moment, ", ".join(party.name for party in before.to), before.subject)
    return [f"{label}: {value}" for label, value in zip(_LABELS[letter.language], values, strict=True)]
