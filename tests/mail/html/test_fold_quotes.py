"""A quoted tail is folded, never removed; an answer between or below quotes, and a forward, stay in sight."""

import pytest

from spindle.mail.html import clean, plain_to_html

OLD = "What was written before, at some length. " * 3


def html_of(html: str) -> str:
    return clean(html, pictures={}).html


def is_folded(out: str) -> bool:
    visible = out.split('<details class="quoted">')[0]
    assert "What was written before" in out
    return "What was written before" not in visible


@pytest.mark.parametrize(
    "html",
    [
        f'<p>Yes.</p><div class="gmail_quote"><div>On Mon, A wrote:</div><blockquote>{OLD}</blockquote></div>',
        f"<p>Yes.</p><blockquote type=cite>{OLD}</blockquote><br>",
        f'<div><p>Yes.</p><div class="yahoo_quoted">{OLD}</div></div>',
        f'<p>{"My own answer. " * 5}</p><div id="divRplyFwdMsg">From: A</div><div>{OLD}</div>',
        f'<p>{"My own answer. " * 5}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt">Von: A</div><p>{OLD}</p>',
        f'<p>{"My own answer. " * 5}</p><div id="appendonsend"></div><hr><div>{OLD}</div>',
    ],
)
def test_a_quoted_tail_is_folded(html: str) -> None:
    assert is_folded(html_of(html))


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            f"<blockquote type=cite>{OLD}</blockquote><p>My answer below it.</p>", id="answer below"
        ),
        pytest.param(f"<blockquote type=cite>{OLD}</blockquote>", id="nothing else"),
        pytest.param(
            f'<p>FYI</p><div class="gmail_quote">---------- Forwarded message ---------<br>{OLD}</div>',
            id="forward",
        ),
        pytest.param(
            f'<p>Ok</p><div id="divRplyFwdMsg">From: A</div><div>{OLD * 5}</div>', id="less than a fifth left"
        ),
        pytest.param(f"<p>{OLD}</p>", id="no quote"),
    ],
)
def test_what_must_be_seen_stays_in_sight(html: str) -> None:
    assert not is_folded(html_of(html))


def test_nobody_else_makes_our_fold() -> None:
    out = html_of(
        '<details class="quoted" open><summary>Click</summary>hidden</details><p class="quoted">x</p>'
    )
    assert "<details" not in out
    assert 'class="quoted"' not in out
    assert "hidden" in out


@pytest.mark.parametrize(
    "introduction",
    [
        "On Mon, 3 Nov 2026 at 10:00, Jan <jan@x.example> wrote:",
        "Op ma 3 nov 2026 om 10:00 schreef Jan <jan@x.example>:",
        "Am 03.11.26 um 10:00 schrieb Jan:",
        "Le mar. 3 nov. 2026 à 10:00, Jan a écrit :",
        "El mar, 3 nov 2026 a las 10:00, Jan escribió:",
        "Il giorno mar 3 nov 2026 alle 10:00 Jan ha scritto:",
        "Em ter., 3 de nov. de 2026 às 10:00, Jan escreveu:",
    ],
)
def test_a_plain_tail_is_folded_in_seven_languages(introduction: str) -> None:
    quoted = "\n".join(f"> {line}" for line in [OLD, OLD])
    assert is_folded(plain_to_html(f"Ok.\n\n{introduction}\n{quoted}\n"))
    assert (
        introduction.split()[0]
        not in plain_to_html(f"Ok.\n\n{introduction}\n{quoted}\n").split("<details")[0]
    )
    assert is_folded(plain_to_html(f"{'My own answer. ' * 5}\n\n{introduction}\n\n{OLD}\n"))


def test_outlooks_headers_in_plain_text_begin_a_tail() -> None:
    answer = "My own answer. " * 5
    assert is_folded(
        plain_to_html(
            f"{answer}\n\nVan: Jan <jan@x.example>\nVerzonden: maandag 3 november 2026\nAan: A\n\n{OLD}"
        )
    )
    assert is_folded(plain_to_html(f"{answer}\n\n-----Oorspronkelijk bericht-----\n{OLD}"))


def test_plain_answers_between_quotes_stay() -> None:
    assert not is_folded(plain_to_html(f"> {OLD}\nMy answer\n> more\nMy second answer\n"))
    assert not is_folded(plain_to_html(f"> {OLD}\n"))


def test_plain_text_is_escaped_and_linked() -> None:
    out = plain_to_html("<b>&\nSee (https://x.example/a_(b)). Mail a@x.example, or www.x.example!\n> q\n>> r")
    assert "&lt;b&gt;&amp;" in out
    assert 'href="https://x.example/a_(b)"' in out
    assert 'href="mailto:a@x.example"' in out
    assert 'href="https://www.x.example"' in out
    assert "<blockquote>q<blockquote>r</blockquote></blockquote>" in out


def test_a_link_cannot_break_out() -> None:
    assert "<script" not in plain_to_html('https://x.example/"><script>alert(1)</script>')
    assert 'href="javascript' not in plain_to_html("javascript:alert(1)")
