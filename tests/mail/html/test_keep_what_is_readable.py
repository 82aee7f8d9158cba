"""What a sender made readable stays so: text, tables, colours, links, and the pictures that came with the mail."""

import pytest

from spindle.mail.html import clean


def cleaned(html: str, **pictures: str) -> str:
    return clean(html, pictures=pictures).html


def test_pictures_of_the_mail_get_our_addresses() -> None:
    html = '<img src="cid:A%40x" alt="logo"><img src="image001.png">'
    out = clean(html, pictures={"a@x": "/p/0/", "image001.png": "/p/1/"}).html
    assert 'src="/p/0/"' in out
    assert 'src="/p/1/"' in out
    assert 'alt="logo"' in out


def test_links_open_outside_and_tell_nothing() -> None:
    out = cleaned(
        '<a href="https://x.example/?a=1&b=2">x</a><a href="mailto:a@x.example">m</a><a href="tel:+31">t</a>'
    )
    assert out.count('rel="noopener noreferrer nofollow"') == out.count('target="_blank"') == 3
    assert 'href="https://x.example/?a=1&amp;b=2"' in out


def test_tables_and_colours_stay() -> None:
    out = cleaned(
        '<table width="600" bgcolor="#eee"><tr><td colspan="2" style="color: RED; padding:4px">x</td></tr></table>'
    )
    assert 'width="600"' in out
    assert 'bgcolor="#eee"' in out
    assert 'style="color: RED; padding: 4px"' in out


def test_a_style_sheet_keeps_its_safe_rules_under_prefixed_names() -> None:
    out = cleaned(
        "<style>.big, #top > p{font-size:20px;position:fixed} @media (max-width:600px){.big{width:100%!important}}"
        "[x]{color:red} p:hover{color:blue}</style><p class='big x' id=top>Hi</p>"
    )
    assert ".m-big, #m-top > p { font-size: 20px }" in out
    assert "@media (max-width:600px) { .m-big { width: 100% !important } }" in out
    assert '<p class="m-big m-x">Hi</p>' in out
    assert "[x]" not in out


def test_the_background_of_a_rule_stays_without_its_picture() -> None:
    assert 'style="background: #fff no-repeat"' in cleaned(
        '<p style="background:#fff url(http://x.example/a) no-repeat">x'
    )


def test_the_body_keeps_its_own_look() -> None:
    assert cleaned('<body bgcolor="#eee" style="margin:0;color:red" onload=x>Hi') == (
        '<div style="margin: 0; color: red" bgcolor="#eee">Hi</div>'
    )


@pytest.mark.parametrize(
    "html",
    ["<form>text<input></form>", "<details><summary>te</summary>xt</details>", "<x-unknown>text</x-unknown>"],
)
def test_the_text_in_what_is_taken_out_stays(html: str) -> None:
    assert "text" in cleaned(html).replace("</", "").replace("textxt", "text")


def test_text_deeper_than_any_mail_stays() -> None:
    assert "deep text" in cleaned("<div>" * 1000 + "deep text")
