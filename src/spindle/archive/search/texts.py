"""What is indexed of an entry, and how it is read back out of the rows to index it anew."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import zstandard

from spindle.archive.models import Attachment, Entry, Participant, ParticipantRole
from spindle.archive.search import tokens

_TO = {ParticipantRole.TO, ParticipantRole.CC, ParticipantRole.BCC}
_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Text:
    """What is indexed of an entry. Senders and recipients are names and addresses, to find parts of them."""

    entry_id: int
    subject: str
    senders: str
    recipients: str
    body: str
    from_addresses: tuple[str, ...]
    to_addresses: tuple[str, ...]
    has_attachments: bool
    channel: str
    direction: str


@dataclass(frozen=True, slots=True)
class _Person:
    role: str
    name: str
    address: str


def tokens_of(text: Text) -> list[str]:
    """Our own words about an entry (tokens.py)."""
    found = [tokens.channel_token(text.channel), tokens.direction_token(text.direction)]
    found += [tokens.from_token(address) for address in text.from_addresses]
    found += [tokens.to_token(address) for address in text.to_addresses]
    if text.has_attachments:
        found.append(tokens.HAS_ATTACHMENT)
    return found


def texts_of(entry_ids: Collection[int]) -> list[Text]:
    """What is to be indexed of these entries, as their rows have it now; those that are gone are left out."""
    names = _file_names(entry_ids)
    people = _people(entry_ids)
    entries = Entry.objects.filter(pk__in=entry_ids).select_related("body", "file_text")
    return [_text(entry, names.get(entry.pk, []), people.get(entry.pk, [])) for entry in entries]


def pack(text: str) -> bytes:
    """Text as `FileText` keeps it."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(text.encode("utf-8", "replace"))


def _text(entry: Entry, files: list[str], people: list[_Person]) -> Text:
    senders = [person for person in people if person.role == ParticipantRole.FROM]
    recipients = [person for person in people if person.role in _TO]
    return Text(
        entry_id=entry.pk,
        subject=entry.subject,
        senders=_lines(senders),
        recipients=_lines(recipients),
        body="\n".join([_body(entry), *files, *_file_text(entry)]),
        from_addresses=tuple(person.address for person in senders),
        to_addresses=tuple(person.address for person in recipients),
        has_attachments=entry.has_attachments,
        channel=entry.channel,
        direction=entry.direction,
    )


def _body(entry: Entry) -> str:
    return entry.body.text if hasattr(entry, "body") else ""


def _file_text(entry: Entry) -> Iterator[str]:
    if hasattr(entry, "file_text"):
        yield zstandard.ZstdDecompressor().decompress(bytes(entry.file_text.packed)).decode()


def _lines(people: list[_Person]) -> str:
    return "\n".join(f"{person.name} {person.address}" for person in people)


def _file_names(entry_ids: Collection[int]) -> Mapping[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    found = Attachment.objects.filter(entry__in=entry_ids).order_by("entry_id", "index")
    for entry_id, name in found.values_list("entry_id", "name"):
        names[entry_id].append(name)
    return names


def _people(entry_ids: Collection[int]) -> Mapping[int, list[_Person]]:
    people: dict[int, list[_Person]] = defaultdict(list)
    found = Participant.objects.filter(entry__in=entry_ids).order_by("entry_id", "address_id", "role")
    for entry_id, role, name, known, address in found.values_list(
        "entry_id", "role", "name", "address__name", "address__address"
    ):
        people[entry_id].append(_Person(role, name or known, address))
    return people
