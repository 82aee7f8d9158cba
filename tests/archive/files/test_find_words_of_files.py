"""What stands in a file that came with a mail is found by search, soon after it came, and only by who may read the mail."""

import threading
from email.message import EmailMessage

import pytest

from spindle.archive import blobs
from spindle.archive.files import texts
from spindle.archive.files.texts import pending, read_files
from spindle.archive.files.worker import FileWorker
from spindle.archive.models import Attachment, Entry, FileReading, Outcome
from spindle.archive.search import search
from spindle.mail.models import Folder, MailAccount
from spindle.mail.parsing import parse
from spindle.mail.sync.incoming import Arrival
from spindle.mail.sync.store import store
from spindle.members.models import Member
from spindle.organisations.models import Organisation
from tests.factories import account, member
from tests.peers.files import docx, locked_pdf, pdf
from tests.peers.ports import wait_until


@pytest.fixture
def anna(active_acme: Organisation) -> Member:
    return member("Anna")


@pytest.fixture
def folder(anna: Member) -> Folder:
    box = account(anna)
    kept = MailAccount.objects.create(account=box, address=box.address, login="x")
    return Folder.objects.create(account=kept, name="INBOX", raw_name="INBOX", place="inbox")


def arrived(folder: Folder, subject: str, **files: bytes) -> Entry:
    """A mail with files, as it comes in; `quote_pdf` is a file of that name."""
    made = EmailMessage()
    made["Subject"], made["From"] = subject, "jan@customer.example"
    made.set_content("See the file.")
    for name, content in files.items():
        named = name.replace("_", ".")
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=named)
    raw = made.as_bytes()
    [known] = store(folder, [Arrival(hash(subject) % 10**9, frozenset(), None, raw, len(raw))], [parse(raw)])
    return Entry.objects.get(pk=known.entry_id)


def read_all() -> None:
    for entry_id in pending(0).entries:
        assert read_files(entry_id, going_on=lambda: True)


def found(who: Member, query: str) -> list[str]:
    return [hit.entry.subject for hit in search(who, query).rows]


def outcomes(entry: Entry) -> list[str]:
    return list(
        FileReading.objects.filter(attachment__entry=entry)
        .order_by("attachment")
        .values_list("outcome", flat=True)
    )


def test_the_words_of_its_files_find_a_mail(anna: Member, folder: Folder) -> None:
    arrived(folder, "offer", quote_pdf=pdf("The windmill turns"), letter_docx=docx("and the sail"))
    arrived(folder, "other")
    read_all()
    assert found(anna, "windmill ") == found(anna, "sail ") == ["offer"]
    assert found(member("Bert"), "windmill ") == []
    assert pending(0).entries == ()


def test_why_one_could_not_be_read_is_kept_and_the_others_are(anna: Member, folder: Folder) -> None:
    entry = arrived(folder, "four", a_pdf=locked_pdf(), b_pdf=b"nothing", c_docx=docx(), d_txt=b"windmill")
    read_all()
    assert outcomes(entry) == [Outcome.LOCKED, Outcome.DAMAGED, Outcome.EMPTY, Outcome.READ]
    assert found(anna, "windmill ") == ["four"]


def test_one_whose_message_is_gone_is_marked(folder: Folder) -> None:
    entry = arrived(folder, "gone", a_pdf=pdf("x"))
    blobs.delete([entry.blob])
    read_all()
    assert outcomes(entry) == [Outcome.GONE]


def test_one_that_is_too_large_is_not_even_begun(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "LARGEST", 10)
    entry = arrived(folder, "large", a_pdf=pdf("x"))
    read_all()
    assert outcomes(entry) == [Outcome.LARGE]


def test_pictures_and_unknown_kinds_are_passed_over(folder: Folder) -> None:
    arrived(folder, "picture", a_png=b"\x89PNG", b_xyz=b"?")
    assert pending(0).entries == ()


def test_what_was_stopped_is_begun_again(anna: Member, folder: Folder) -> None:
    entry = arrived(folder, "two", a_txt=b"windmill", b_txt=b"sail")
    answers = iter([True, False])
    assert not read_files(entry.pk, going_on=lambda: next(answers))
    assert outcomes(entry) == []
    read_all()
    assert found(anna, "sail windmill ") == ["two"]


def test_a_newer_reader_reads_all_again(
    anna: Member, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = arrived(folder, "old", a_txt=b"windmill")
    read_all()
    FileReading.objects.update(outcome=Outcome.DAMAGED)
    monkeypatch.setattr(texts, "VERSION", texts.VERSION + 1)
    assert pending(0).entries == (entry.pk,)
    read_all()
    assert outcomes(entry) == [Outcome.READ]
    assert found(anna, "windmill ") == ["old"]


def test_what_came_after_a_look_is_found_by_the_next(folder: Folder) -> None:
    arrived(folder, "first", a_txt=b"x")
    read_all()
    looked_to = pending(0).looked_to
    second = arrived(folder, "second", a_txt=b"y")
    assert pending(looked_to).entries == (second.pk,)


def test_the_worker_reads_what_is_there_and_ends_at_once(folder: Folder) -> None:
    entry = arrived(folder, "offer", quote_pdf=pdf("windmill"))
    working = FileWorker()
    working.start()
    try:
        wait_until(lambda: outcomes(entry) == [Outcome.READ], seconds=60, what="the file is read")
    finally:
        working.end()
    assert "files" not in {thread.name for thread in threading.enumerate()}
    assert Attachment.objects.filter(reading=None).count() == 0
