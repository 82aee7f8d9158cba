"""One component says every date (GE-2, GE-3, GE-5): relative in lists, exact on hover, in the member's zone and language."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from spindle.ui.dates import DatePreferences, Style, due_state, read_as, reader, say

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=AMSTERDAM)
DUTCH = DatePreferences(zone="Europe/Amsterdam")
AMERICAN = DatePreferences(zone="America/New_York", order="mdy", clock=12)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("style", "moment", "words"),
    [
        ("list", "2026-11-24T10:42", "10:42"),
        ("list", "2026-11-23T17:48", "Mon 17:48"),
        ("list", "2026-11-05T09:00", "5 Nov"),
        ("list", "2025-11-05T09:00", "05/11/2025"),
        ("row", "2026-11-20T09:03", "Fri 20 Nov"),
        ("short", "2026-11-20T09:03", "Fri"),
        ("message", "2026-11-24T10:42", "today 10:42"),
        ("message", "2026-11-19T16:12", "Thu 19 Nov 16:12"),
        ("day", "2026-11-23T17:48", "Yesterday"),
        ("day", "2026-11-26T08:30", "Thursday 26 November"),
        ("exact", "2026-11-24T10:42", "Tuesday 24 November 2026, 10:42"),
        ("ago", "2026-11-24T11:46", "14 min"),
        ("ago", "2026-11-24T11:00", "1 h"),
        ("due", "2026-11-27T00:00", "Fri 27 Nov"),
    ],
)
def test_each_style_in_its_words(style: Style, moment: str, words: str) -> None:
    assert say(at(moment), style, preferences=DUTCH, now=NOW) == words


def test_dutch_words_come_from_the_active_language() -> None:
    with translation.override("nl"):
        assert say(at("2026-11-19T16:12"), "message", preferences=DUTCH, now=NOW) == "do 19 nov 16:12"


def test_a_heading_has_a_capital() -> None:
    with translation.override("nl"):
        assert say(at("2026-11-16T09:00"), "day", preferences=DUTCH, now=NOW) == "Maandag 16 november"


@pytest.mark.parametrize(
    ("language", "exact", "row"),
    [
        ("en", "Thursday 19 November 2026, 16:12", "Thu 19 Nov"),
        ("nl", "donderdag 19 november 2026, 16:12", "do 19 nov"),
        ("it", "giovedì 19 novembre 2026, 16:12", "gio 19 nov"),
        ("fr", "jeudi 19 novembre 2026, 16:12", "jeu 19 nov"),
        ("da", "torsdag 19. november 2026, 16:12", "tor 19. nov"),
        ("pt-br", "quinta-feira, 19 de novembro de 2026, 16:12", "qui, 19 de nov"),
        ("es", "jueves, 19 de noviembre de 2026, 16:12", "jue 19 nov"),
    ],
)
def test_each_language_writes_it_as_it_does(language: str, exact: str, row: str) -> None:
    with translation.override(language):
        moment = at("2026-11-19T16:12")
        assert say(moment, "exact", preferences=DUTCH, now=NOW) == exact
        assert say(moment, "row", preferences=DUTCH, now=NOW) == row


@pytest.mark.parametrize("language", ["en", "nl", "it", "fr", "da", "pt-br", "es"])
def test_figures_are_written_as_the_preference_says_in_each_language(language: str) -> None:
    with translation.override(language):
        assert say(at("2025-11-05T09:00"), "date", preferences=DUTCH, now=NOW) == "05/11/2025"
        assert say(at("2025-11-05T09:00"), "date", preferences=AMERICAN, now=NOW) == "11/05/2025"


def test_american_order_and_clock() -> None:
    assert (
        say(at("2025-11-05T22:00"), "exact", preferences=AMERICAN, now=NOW)
        == "Wednesday, November 5, 2025, 4:00 PM"
    )
    assert say(at("2025-11-05T22:00"), "list", preferences=AMERICAN, now=NOW) == "11/05/2025"


def test_today_is_today_in_the_members_zone() -> None:
    just_after_midnight = at("2026-11-24T00:30")
    assert say(just_after_midnight, "list", preferences=DUTCH, now=NOW) == "00:30"
    assert say(just_after_midnight, "list", preferences=AMERICAN, now=NOW) == "Mon 6:30 PM"


@pytest.mark.parametrize(
    ("style", "hidden", "shown"),
    [
        ("list", "10:42", "24 Nov 10:42"),
        ("row", "10:42", "24 Nov 10:42"),
        ("short", "10:42", "24 Nov 10:42"),
        ("message", "today 10:42", "24 Nov 10:42"),
        ("due", "today 10:42", "24 Nov 10:42"),
        ("ago", "1 h", "24 Nov 10:42"),
    ],
)
def test_the_date_of_today_is_hidden_or_shown(style: Style, hidden: str, shown: str) -> None:
    showing = DatePreferences(zone="Europe/Amsterdam", hide_today=False)
    moment = at("2026-11-24T10:42")
    assert say(moment, style, preferences=DUTCH, now=NOW) == hidden
    assert say(moment, style, preferences=showing, now=NOW) == shown


def test_dates_are_for_who_reads_and_his_preferences_are_asked_for_once() -> None:
    asked: list[int] = []

    def preferences() -> DatePreferences:
        asked.append(1)
        return AMERICAN

    with read_as(preferences):
        assert not asked
        assert say(at("2025-11-05T09:00"), "date") == "11/05/2025"
        assert reader() is AMERICAN
    assert len(asked) == 1
    assert say(at("2025-11-05T09:00"), "date") == "05/11/2025"


def test_a_day_without_a_time_says_none() -> None:
    assert say(date(2026, 11, 25), "due", preferences=DUTCH, now=NOW) == "tomorrow"
    assert say(date(2026, 11, 24), "exact", preferences=DUTCH, now=NOW) == "Tuesday 24 November 2026"


def test_a_day_is_overdue_only_when_it_is_over() -> None:
    assert due_state(date(2026, 11, 24), preferences=DUTCH, now=NOW) == "coming"
    assert due_state(date(2026, 11, 23), preferences=DUTCH, now=NOW) == "overdue"
    assert due_state(NOW - timedelta(minutes=1), preferences=DUTCH, now=NOW) == "overdue"


def test_the_tag_is_exact_on_hover_and_for_machines() -> None:
    with read_as(lambda: DUTCH):
        drawn = Template("{% load ui %}{% when moment 'date' %}").render(
            Context({"moment": at("2025-11-05T09:00")})
        )
    assert drawn == (
        '<time datetime="2025-11-05T09:00:00+01:00" title="Wednesday 5 November 2025, 09:00">05/11/2025</time>'
    )


def test_no_moment_no_words() -> None:
    assert Template("{% load ui %}{% when moment %}").render(Context({"moment": None})) == ""
