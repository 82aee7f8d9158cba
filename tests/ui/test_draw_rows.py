"""Rows drawn by functions: what they show, and that nothing that somebody typed becomes markup."""

from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from spindle.ui.drawing.entries import entry
from spindle.ui.drawing.menus import menu_items, row_menu
from spindle.ui.drawing.rail import bottom_bar, rail
from spindle.ui.drawing.relations import archive_row, relation_row
from spindle.ui.escaping import fill, joined
from spindle.ui.navigation import Rail, RailItem, RailSection
from spindle.ui.rows import ArchiveRow, Chip, EntryRow, MenuItem, Person, RelationRow

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "' onmouseover=alert(1) x='",
    "{{ member }}{0}{} %s {% now %}",
    "</li></ul><form action=//evil.example>",
)
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class Elements(HTMLParser):
    """What a browser would see: every element with the names of its attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value for _, value in attrs if value]

    def handle_data(self, data: str) -> None:
        self.values.append(data)


def rows_with(text: str) -> Iterator[tuple[str, str]]:
    """Each kind of row with this text wherever somebody outside decides what stands there."""
    person, url = Person(text), f"/x/?q={text}"
    keys = (MenuItem(text, url=url, key="l", dialog=True), MenuItem(text, url=url, key="u", method="post"))
    for words in ((), ("alert", text)):
        for mark in (None, Chip(text, tone="care")):
            yield "entry", entry(
                EntryRow(
                    1, url, person, AT, text, text, beside=text, mark=mark, count=3, finish_url=url,
                    trash_url=url, menu_url=url, keys=keys, unread=True, current=True,
                    readers=(person,), assignee=Person(text, hue=2), flagged=True, has_attachment=True,
                ),
                target="#conversation",
                words=words,
            )  # fmt: skip
    yield "relation", relation_row(RelationRow(1, url, person, text, AT, menu_url=url), target="#card")
    yield "archive", archive_row(ArchiveRow(1, url, text, AT, under=text, menu_url=url), target="#x")
    for item in (
        MenuItem(text, url=url, end=text, current=True),
        MenuItem(text, url=url, method="post", confirm=text),
        MenuItem(text, url=url, method="form"),
        MenuItem(text, copy=text),
        MenuItem(text, kind="heading"),
    ):
        yield "menu", menu_items([item], csrf_token="t")
    places = (RailItem(text, url, "home", count=2, unread=True, shortcut="g h"), RailItem(text, url, "inbox"))
    shown = Rail(
        text, places, (RailSection(text, places),), (MenuItem(text, url=url),), (MenuItem(text, url=url),),
        person, (MenuItem(text, url=url),), (person,), search_url=url, refresh_url=url,
    )  # fmt: skip
    yield "rail", rail(shown, csrf_token="t")
    yield "bottom bar", bottom_bar(shown, csrf_token="t")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_somebody_typed_stays_text(text: str) -> None:
    """The same elements with the same attributes as with an innocent name, and the text whole among the values."""
    for (kind, html), (_, innocent) in zip(rows_with(text), rows_with("Anneke"), strict=True):
        seen, expected = Elements(html), Elements(innocent)
        without_marks = [one for one in seen.elements if one[0] != "mark"]
        assert without_marks == [one for one in expected.elements if one[0] != "mark"], kind
        assert any(text in value for value in seen.values), kind


def test_constant_pieces_are_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        english = row_menu("/m/")
    with translation.override("nl"):
        dutch = row_menu("/m/")
    assert 'aria-label="More"' in english
    assert 'aria-label="Meer"' in dutch


def test_a_list_is_drawn_by_one_tag() -> None:
    rows = [EntryRow(pk, f"/{pk}/", Person("Anneke"), AT, "Bread") for pk in (1, 2)]
    html = Template('{% load rows %}{% entries rows target="#c" %}').render(Context({"rows": rows}))
    assert html.count("<li ") == 2
    assert html.count('hx-target="#c"') == 2


def test_words_that_were_searched_for_are_marked() -> None:
    html = entry(EntryRow(1, "/1/", Person("Anneke"), AT, "Bread <3", "brown bread"), words=("bread",))
    assert "<b><mark>Bread</mark> &lt;3</b>" in html
    assert "brown <mark>bread</mark>" in html


def test_only_markup_of_ours_is_left_as_it_is() -> None:
    assert fill("<b>{}{}</b>", "<i>", fill("<u>{}</u>", 5)) == "<b>&lt;i&gt;<u>5</u></b>"
    assert joined(["<i>", fill("<u>{}</u>", "&")]) == "&lt;i&gt;<u>&amp;</u>"
    assert fill('title="{}"', "\"'") == 'title="&quot;&#x27;"'
    assert fill("{}", gettext_lazy("More")) == "More"
    assert isinstance(fill("{}", ""), SafeString)
