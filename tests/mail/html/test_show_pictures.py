"""Pictures from elsewhere get an address of ours, where they are wanted and nowhere else."""

import re
import time

import pytest

from spindle.mail.html import CleanHtml, clean

OURS = "/mail/entries/5/remote/abc/"
FROM = "https://x.example/a.png"


def shown(html: str) -> CleanHtml:
    return clean(
        html, pictures={"logo": "/mail/entries/5/pictures/0/"}, remote=lambda url: OURS if url == FROM else ""
    )


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="{FROM}">',
        f'<img src=" \n{FROM}\t">',
        '<img src="//x.example/a.png">',
        f'<img srcset="https://x.example/small.png 100w, {FROM} 900w">',
        f'<picture><source srcset="https://x.example/b.webp"><img src="{FROM}"></picture>',
        f'<table background="{FROM}"><tr><td>x</td></tr></table>',
        f'<td background="{FROM}" style="color: red">x</td>',
        f'<div style="background-image: url({FROM})">x</div>',
        f"<div style=\"background: #fff url('{FROM}') no-repeat center / cover\">x</div>",
        f"<style>.a {{ background: url({FROM}) }}</style><p class=a>x",
        f"<style>@media (min-width: 1px) {{ .a {{ background-image: url( '{FROM}' ) }} }}</style><p class=a>x",
        '<p style="background: \\75rl(https://x.example/a.png)">x',
    ],
)
def test_it_stands_there_under_our_address(html: str) -> None:
    found = shown(html if "<td" not in html[:4] else f"<table><tr>{html}</tr></table>")
    assert OURS in found.html
    assert "x.example" not in found.html
    assert found.blocked_pictures == 0


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://y.example/b.png">',
        '<div style="background: url(https://y.example/b.png)">x</div>',
        "<style>.a { background: url(https://y.example/b.png) }</style><p class=a>x",
        '<table background="https://y.example/b.png"><tr><td>x</table>',
    ],
)
def test_one_that_is_not_given_an_address_is_held_back(html: str) -> None:
    found = shown(html)
    assert "y.example" not in found.html
    assert found.blocked_pictures == 1


@pytest.mark.parametrize(
    "html",
    [
        f'<video src="{FROM}" poster="{FROM}">',
        f'<iframe src="{FROM}">',
        f'<object data="{FROM}">',
        f'<link rel=stylesheet href="{FROM}">',
        f'<input type=image src="{FROM}">',
        f'<svg><image href="{FROM}"/></svg>',
        f"<style>@import url({FROM}); @font-face {{ src: url({FROM}) }} .a {{ cursor: url({FROM}) }}</style>x",
        f'<p style="list-style: url({FROM}); content: url({FROM}); behavior: url({FROM})">x',
        f'<img src="ftp://x.example/a.png"><img src="javascript:{FROM}"><img src="{FROM}/../{"a" * 3000}">',
    ],
)
def test_nothing_but_a_picture_gets_one(html: str) -> None:
    found = shown(html).html
    assert OURS not in found
    assert "x.example" not in found


@pytest.mark.parametrize(
    "attributes",
    ['width="1" height="1"', "width=0 height=0", 'style="display:none"', 'style="width:1px;height:1px"', 'width="1px" height=" 1 "'],
)  # fmt: skip
def test_a_tracker_is_never_shown(attributes: str) -> None:
    for found in (
        shown(f'<img src="{FROM}" {attributes}>'),
        clean(f'<img src="{FROM}" {attributes}>', pictures={}),
    ):
        assert (found.trackers, found.blocked_pictures) == (1, 0)
        assert "<img" not in found.html


def test_a_picture_that_came_with_the_mail_is_no_tracker() -> None:
    found = shown('<img src="cid:logo" width="1" height="1"><p style="background: url(cid:logo)">x')
    assert found.trackers == 0
    assert found.html.count("/mail/entries/5/pictures/0/") == 2


def test_an_address_of_ours_cannot_be_written_by_the_sender() -> None:
    """Only those that were given: another entry's picture, or a page of ours, is not fetched with the reader's rights."""
    html = '<img src="/mail/entries/6/pictures/0/"><p style="background: url(/mail/entries/6/raw/)">x<img src="/logout/">'
    found = shown(html).html
    assert "entries/6" not in found
    assert "logout" not in found


def test_a_strange_address_of_ours_breaks_no_style() -> None:
    evil = clean(
        '<p style="background: url(https://x.example/)">',
        pictures={},
        remote=lambda _url: '/x") ; } <script>',
    )
    assert "script" not in evil.html


def test_each_picture_is_asked_for_once_and_not_without_end() -> None:
    asked: list[str] = []

    def remote(url: str) -> str:
        asked.append(url)
        return f"/mail/entries/5/remote/{len(asked)}/"

    clean(
        "".join(f'<img src="https://x.example/{n % 1000}.png">' for n in range(5000)),
        pictures={},
        remote=remote,
    )
    assert len(asked) == len(set(asked)) == 300


def test_hostile_sources_cost_little() -> None:
    began = time.monotonic()
    for html in (
        '<img srcset="' + "," * 500_000 + '">',
        '<img srcset="' + "a 1x, " * 100_000 + '">',
        '<img style="' + "width:" * 100_000 + '" src="https://x.example/">',
        '<p style="background:' + "url(https://x.example/a.png) " * 20_000 + '">',
    ):
        shown(html)
    assert time.monotonic() - began < 10
    assert not re.search("x.example", shown('<p style="background:' + f"url({FROM}) " * 50 + '">').html)
