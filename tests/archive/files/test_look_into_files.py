"""A stranger's file is opened in a child process that can do nothing else, and that ends whatever the file is."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

import spindle
from spindle.archive.files.confined import Limits, Stopped, run
from spindle.archive.files.refusals import Refusal
from tests.peers.files import docx, locked_pdf, pdf, xlsx, zipped

LIMITS = Limits(seconds=10, memory=800_000_000, output=5_000_000)
SOURCE = Path(spindle.__file__).parents[1]


def text(task: str, data: bytes, limits: Limits = LIMITS) -> str:
    return run(task, [data], limits=limits).decode()


def refusal(task: str, data: bytes, *arguments: str, limits: Limits = LIMITS) -> Refusal:
    with pytest.raises(Stopped) as stopped:
        run(task, [data], *arguments, limits=limits)
    return stopped.value.refusal


def test_the_words_of_a_pdf() -> None:
    assert text("pdf", pdf("Quotation 4417", "Second page")) == "Quotation 4417\nSecond page"


def test_the_words_of_office_files() -> None:
    assert text("office", docx("Dear Eline", "caf\u00e9 &amp; bar")) == "Dear Eline\ncaf\u00e9 & bar"
    assert text("office", xlsx("Windmill", "Sail")).split() == ["Windmill", "Sail", "4417.5"]
    odt = zipped({"content.xml": "<d xmlns:text='t'><text:p>Rotor</text:p><text:p>Blade</text:p></d>"})
    assert text("office", odt) == "Rotor\nBlade"
    slides = {f"ppt/slides/slide{n}.xml": f"<s xmlns:a='a'><a:p>{n}</a:p></s>" for n in (10, 2, 1)}
    assert text("office", zipped(slides)).split() == ["1", "2", "10"]


def test_the_words_of_plain_files_and_pages() -> None:
    assert text("text", b"a;b\ncaf\xe9") == "a;b\ncaf\u00e9"
    assert text("text", "caf\u00e9".encode("utf-16")) == "caf\u00e9"
    assert (
        text("html", b"<title>no</title><script>no</script><p>Dear<b>Eline</b>&eacute;")
        == "no Dear Eline \u00e9"
    )


def test_a_page_is_a_picture_of_bounded_size() -> None:
    assert run("pages", [pdf("a", "b", "c")], "2", limits=LIMITS) == b"3 595x842 595x842"
    assert run("picture", [pdf("a")], "0", "400", limits=LIMITS).startswith(b"\x89PNG")
    huge = run("picture", [pdf("a", box="0 0 14000 14000")], "0", "100000", limits=LIMITS)
    width, height = int.from_bytes(huge[16:20], "big"), int.from_bytes(huge[20:24], "big")
    assert width * height < 6_100_000


@pytest.mark.parametrize(
    ("task", "data"),
    [
        ("pdf", b""),
        ("pdf", b"%PDF-1.7 nothing of the kind"),
        ("pdf", b"<html>"),
        ("office", b"PK\x03\x04 broken"),
        ("office", zipped({"readme.txt": "no office file"})),
        ("office", zipped({"word/document.xml": "<w:p>never closed"})),
        ("office", docx("x")[:-30]),
        ("text", b"\x7fELF\0\0\0"),
    ],
)
def test_what_is_no_such_file_is_damaged(task: str, data: bytes) -> None:
    assert refusal(task, data) is Refusal.DAMAGED


def test_a_password_is_told() -> None:
    assert refusal("pdf", locked_pdf()) is Refusal.LOCKED
    assert refusal("office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512) is Refusal.LOCKED


def test_a_bomb_in_a_zip_does_not_go_off() -> None:
    part = b"<d>" + (b"<!--" + b"a" * 1000 + b"-->") * 120_000
    assert refusal("office", zipped({"word/document.xml": part})) is Refusal.LARGE
    assert refusal("office", zipped({f"word/{n}": b"" for n in range(6000)})) is Refusal.LARGE


def test_entities_that_breed_are_refused() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d><p>&b;</p></d>'
    assert refusal("office", zipped({"word/document.xml": bomb})) is Refusal.DAMAGED


def test_an_entity_reads_no_file() -> None:
    outside = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d><p>&a;</p></d>'
    assert refusal("office", zipped({"word/document.xml": outside})) is Refusal.DAMAGED


def test_a_drawing_without_end_is_stopped() -> None:
    heavy = pdf("x", content=b"0 0 m 595 842 l 595 0 l 0 842 l f* " * 3_000_000)
    began = time.monotonic()
    answer = refusal(
        "picture", heavy, "0", "1100", limits=Limits(seconds=1, memory=800_000_000, output=10_000_000)
    )
    assert answer is Refusal.SLOW
    assert time.monotonic() - began < 20


def test_too_much_memory_is_not_given() -> None:
    small = Limits(seconds=10, memory=150_000_000, output=5_000_000)
    part = b"<d><p>" + b"word " * 18_000_000 + b"</p></d>"
    with pytest.raises(Stopped):
        run("text", [part], limits=small)


def test_too_much_does_not_come_out_or_go_in() -> None:
    assert (
        refusal("text", b"word " * 50_000, limits=Limits(seconds=5, memory=500_000_000, output=1000))
        is Refusal.LARGE
    )
    tight = Limits(seconds=5, memory=500_000_000, output=1000, input=1000)
    assert refusal("text", b"word " * 50_000, limits=tight) is Refusal.LARGE


@pytest.mark.skipif(sys.platform == "win32", reason="limits are the system's")
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "__import__('socket').socket()",
        "open('/tmp/out', 'w')",
        "__import__('os').pipe()",
    ],
)
def test_no_file_and_no_connection_can_be_opened(attempt: str) -> None:
    code = (
        f"import sys, socket; sys.path.insert(0, {str(SOURCE)!r})\n"
        "from spindle.archive.files.child import _confine\n"
        f"_confine(5, 800_000_000)\ntry:\n    {attempt}\nexcept OSError:\n    print('refused')"
    )
    out = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False)
    assert out.stdout == b"refused\n"


def test_the_child_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has neither our environment nor Django."""
    monkeypatch.setenv("SPINDLE_MASTER_KEY", "secret")
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r}); import spindle.archive.files.child, spindle.archive.files.extract; print('django' in sys.modules)"
    out = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True)
    assert out.stdout.strip() == b"False"
