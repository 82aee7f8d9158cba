"""`parse`: from raw bytes to a `ParsedMail`, in one walk, whatever the bytes are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageDefect
from urllib.parse import unquote

from spindle.channels.contract import AttachmentInfo, Mailbox
from spindle.mail.parsing import transfer
from spindle.mail.parsing.addresses import mailboxes, name_alone
from spindle.mail.parsing.dates import read_date, received_date
from spindle.mail.parsing.fingerprint import fingerprint
from spindle.mail.parsing.headers import header_text, line, unfold
from spindle.mail.parsing.names import eml_name, safe_name, type_of_name
from spindle.mail.parsing.parsed import CALENDAR, TNEF, ParsedMail
from spindle.mail.parsing.quick import Headers, quick_part
from spindle.mail.parsing.skeleton import Skeleton, cut
from spindle.mail.parsing.source import InMemory, Source
from spindle.mail.parsing.structure import (
    Leaf,
    Structure,
    first,
    headers_of,
    joined_html,
    parsed_by_library,
)
from spindle.mail.parsing.text import readable, snippet_of
from spindle.mail.parsing.winmail import TNEF_TYPES, Member, Opened, member_encoding, opened

MOST_REFERENCES = 200
_LONGEST_SUBJECT = 1000
_ID = re.compile(r"<([^<>]+)>")
_CID = re.compile(r"[cC][iI][dD]:([^\"'\s<>)]+)")
_LIST_ID = re.compile(r"<([^<>]+)>\s*\Z")
_NESTED_SUBJECT = re.compile(rb"^subject:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE)
_CALENDAR_TYPES = frozenset({CALENDAR, "application/ics", "text/x-vcalendar"})
_AUTOMATIC_PRECEDENCE = frozenset({"bulk", "junk", "auto_reply"})
_SAFE_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}\Z", re.ASCII)


def parse(raw: bytes) -> ParsedMail:
    """Reads a message. Never raises, whatever `raw` is; what was wrong with it stands in `defects`."""
    read = _quickly(raw) or _by_library(raw)
    return assembled(read)


def parse_by_library(raw: bytes) -> ParsedMail:
    """The same without the short way, which must never tell anything else: for the test of that."""
    return assembled(_by_library(raw))


def attachment_bytes(raw: bytes, index: int) -> bytes:
    """The decoded bytes of the attachment that `parse(raw)` lists under `index`.

    Raises IndexError when there is no such attachment.
    """
    read = _quickly(raw) or _by_library(raw)
    files = read.structure.files
    if index >= len(files):
        return opened(files, read.source).members[index - len(files)].file.data
    leaf = files[index]
    return transfer.decoded(read.source.read(leaf.span), leaf.encoding)


@dataclass(frozen=True, slots=True)
class Read:
    """What is known of a message before its headers are understood."""

    headers: Headers
    structure: Structure
    source: Source
    fingerprint: str
    defects: Sequence[str] = ()
    library_defects: Sequence[MessageDefect] = ()


def _quickly(raw: bytes) -> Read | None:
    part = quick_part(raw)
    if part is None:
        return None
    source = InMemory(raw, Skeleton())
    structure = Structure(part, part.headers, source)
    if not structure.has_text:
        # Then text beside the parts counts, which the short way does not know.
        return None
    return Read(part.headers, structure, source, fingerprint(raw, part.body, part.headers))


def _by_library(raw: bytes) -> Read:
    skeleton = cut(raw)
    message, defects = parsed_by_library(skeleton.text)
    headers = headers_of(message)
    source = InMemory(raw, skeleton)
    return Read(
        headers,
        Structure(message, headers, source),
        source,
        fingerprint(raw, skeleton.body, headers),
        [*skeleton.defects, *defects],
        message.defects,
    )


def assembled(read: Read) -> ParsedMail:
    """The parts and headers as one `ParsedMail`."""
    headers, structure = read.headers, read.structure
    wrapped = opened(structure.files, read.source)
    pieces = wrapped.beside(structure.pieces)
    html = joined_html(pieces)
    text = readable(pieces)
    charset = structure.charset
    from_ = _mailboxes(headers, "from", charset)
    return ParsedMail(
        subject=header_text(first(headers, "subject"), charset)[:_LONGEST_SUBJECT],
        sender=_sender(headers, from_, charset),
        from_=from_,
        to=_mailboxes(headers, "to", charset),
        cc=_mailboxes(headers, "cc", charset),
        bcc=_mailboxes(headers, "bcc", charset),
        reply_to=_mailboxes(headers, "reply-to", charset),
        date=read_date(first(headers, "date")),
        received=received_date(first(headers, "received")),
        message_id=_first_id(headers, "message-id"),
        in_reply_to=_first_id(headers, "in-reply-to"),
        references=_references(headers),
        text=text,
        snippet=snippet_of(text),
        html=html,
        attachments=_attachments(structure.files, wrapped, read.source, html, charset),
        fingerprint=read.fingerprint,
        defects=_codes([*read.defects, *structure.defects], read.library_defects),
        is_automatic=_is_automatic(headers),
        list_id=_list_id(headers),
    )


def _mailboxes(headers: Headers, name: str, charset: str) -> tuple[Mailbox, ...]:
    """All mailboxes of all headers of that name, each address once."""
    values = headers.get(name)
    if not values:
        return ()
    found: dict[str, Mailbox] = {}
    for value in values:
        for mailbox in mailboxes(value, charset):
            found.setdefault(mailbox.address, mailbox)
    return tuple(found.values())


def _sender(headers: Headers, from_: tuple[Mailbox, ...], charset: str) -> Mailbox | None:
    """The first of From; else Sender; else the name that stands there without an address; else who gets the bounces."""
    if from_:
        return from_[0]
    others = _mailboxes(headers, "sender", charset)
    name = name_alone(first(headers, "from"), charset)
    if others or name:
        return others[0] if others else Mailbox(name=name, address="")
    bounces = _mailboxes(headers, "return-path", charset)
    return bounces[0] if bounces else None


def _ids(raw: str) -> list[str]:
    text = unfold(raw)
    if "<" not in text:
        return [word for word in text.split() if "@" in word or len(text) == len(word)]
    return ["".join(found.split()) for found in _ID.findall(text)]


def _clean_id(text: str) -> str:
    return line(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))[:998]


def _first_id(headers: Headers, name: str) -> str:
    for value in headers.get(name, []):
        for found in _ids(value):
            return _clean_id(found)
    return ""


def _references(headers: Headers) -> tuple[str, ...]:
    """The ids of References, then of In-Reply-To, each once; of very many the first and the last ones."""
    found = [
        _clean_id(one)
        for name in ("references", "in-reply-to")
        for raw in headers.get(name, [])
        for one in _ids(raw)
    ]
    unique = [one for one in dict.fromkeys(found) if one]
    return tuple(unique if len(unique) <= MOST_REFERENCES else unique[:1] + unique[1 - MOST_REFERENCES :])


def _attachments(
    files: Sequence[Leaf], wrapped: Opened, source: Source, html: str, charset: str
) -> tuple[AttachmentInfo, ...]:
    named = html and (any(leaf.content_id for leaf in files) or wrapped.members)
    used = {unquote(found).lower() for found in _CID.findall(html)} if named else set()
    ordinary = (
        _attachment(index, leaf, source, html, used, charset)
        for index, leaf in enumerate(files)
        if index not in wrapped.opened
    )
    members = (_member(len(files) + number, one, used) for number, one in enumerate(wrapped.members))
    return (*ordinary, *members)


def _attachment(
    index: int, leaf: Leaf, source: Source, html: str, used: set[str], charset: str
) -> AttachmentInfo:
    kind = _kind(leaf.kind)
    by_location = bool(leaf.location) and len(leaf.location) > 3 and leaf.location in html
    content_id = leaf.content_id or (leaf.location if by_location else "")
    return AttachmentInfo(
        index=index,
        name=_name(leaf, kind, source, charset),
        content_type=kind,
        size=source.size(leaf.span, leaf.encoding),
        content_id=_clean_id(content_id)[:250],
        inline=kind.startswith("image/") and (content_id.lower() in used or by_location),
        offset=leaf.span.offset,
        length=leaf.span.length if leaf.span.offset >= 0 else -1,
        encoding=leaf.encoding,
    )


def _member(index: int, member: Member, used: set[str]) -> AttachmentInfo:
    """A file out of a winmail.dat: it has the place of that, and its number in it."""
    file, leaf = member.file, member.leaf
    kind = _kind(file.content_type or type_of_name(file.name))
    content_id = _clean_id(file.content_id)[:250]
    return AttachmentInfo(
        index=index,
        name=safe_name(line(file.name), kind),
        content_type=kind,
        size=len(file.data),
        content_id=content_id,
        inline=kind.startswith("image/") and bool(content_id) and content_id.lower() in used,
        offset=leaf.span.offset,
        length=leaf.span.length if leaf.span.offset >= 0 else -1,
        encoding=member_encoding(leaf.encoding, member.number),
    )


def _kind(kind: str) -> str:
    """A content type that is safe to keep, under one name where there are several."""
    kind = kind if _SAFE_TYPE.match(kind) else "application/octet-stream"
    return CALENDAR if kind in _CALENDAR_TYPES else TNEF if kind in TNEF_TYPES else kind


def _name(leaf: Leaf, kind: str, source: Source, charset: str) -> str:
    if leaf.name:
        return safe_name(leaf.name, kind)
    if kind == "message/rfc822":
        start = transfer.decoded(source.read(leaf.span, limit=8192), leaf.encoding)
        subject = _NESTED_SUBJECT.search(start)
        return eml_name(
            header_text(subject[1].decode("ascii", "surrogateescape"), charset) if subject else ""
        )
    if leaf.encoding == transfer.UU:
        return safe_name(transfer.uu_name(source.read(leaf.span, limit=1000)), kind)
    return safe_name("", kind)


def _is_automatic(headers: Headers) -> bool:
    """Whether no person wrote it for us: RFC 3834, mailings, delivery reports."""
    submitted = first(headers, "auto-submitted").split(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or first(headers, "precedence").strip().lower() in _AUTOMATIC_PRECEDENCE
        or first(headers, "return-path").strip() == "<>"
        or first(headers, "content-type").lstrip().lower().startswith("multipart/report")
    )


def _list_id(headers: Headers) -> str:
    text = header_text(first(headers, "list-id"))
    found = _LIST_ID.search(text)
    return (found[1] if found else text).strip()[:250]


def _codes(ours: Sequence[str], theirs: Sequence[MessageDefect]) -> tuple[str, ...]:
    """Ours, and the library's by class: `StartBoundaryNotFoundDefect` is `start-boundary-not-found`."""
    named = [
        re.sub(r"(?<!^)(?=[A-Z])", "-", type(defect).__name__.removesuffix("Defect")).lower()
        for defect in theirs
    ]
    return tuple(dict.fromkeys([*ours, *named]))
