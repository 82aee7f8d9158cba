"""Every option of product.md 1.7 to 1.13, with the test that proves its effect, or what it waits for.

An option stands here exactly once. One that has come must name tests that are there; one that has not must not be on
the page already.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

from spindle.members.slots import Tab, sections_of

TESTS = Path(__file__).resolve().parents[1]
OPTIONS = {"GE": 6, "CR": 5, "ET": 5, "AC": 5, "TM": 3, "SE": 2, "CO": 4}


@dataclass(frozen=True, slots=True)
class Proved:
    """`field` is the option's on its tab, by section and name; `by` are tests, as file::function."""

    field: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """What has to be there first."""

    waits_for: str


GENERAL, MAIL, COMPANY = (f"preferences/test_{name}.py::" for name in ("general", "mail", "company"))
WINDOWS = "browser/test_change_preferences.py::"
EVERYWHERE = "preferences/test_dates_everywhere.py::"
TABLE: dict[str, Proved | Later] = {
    "GE-1": Proved(
        "general.language",
        (
            f"{GENERAL}test_seven_languages_can_be_chosen_and_hold_on_every_page",
            f"{GENERAL}test_a_member_keeps_his_own_language",
            f"{WINDOWS}test_the_language_changes_in_another_window_with_its_menu",
        ),
    ),
    "GE-2": Proved(
        "general.order",
        (
            f"{EVERYWHERE}test_every_page_writes_dates_and_times_as_chosen",
            "ui/test_type_a_date.py::test_it_is_read_as_it_is_written_here",
            f"{WINDOWS}test_a_change_shows_at_once_in_another_window_and_is_taken_back",
        ),
    ),
    "GE-3": Proved("general.clock", (f"{EVERYWHERE}test_every_page_writes_dates_and_times_as_chosen",)),
    "GE-4": Later("the field for a state on the relation card"),
    "GE-5": Proved(
        "general.hide_today",
        (
            "ui/test_say_when.py::test_the_date_of_today_is_hidden_or_shown",
            f"{GENERAL}test_the_date_of_todays_items_is_hidden_until_it_is_wanted",
        ),
    ),
    "GE-6": Later("time registration"),
    "CR-1": Later("the tab Dossiers in a relation's archive"),
    "CR-2": Later("a choice on the tab; the archive of an employer has one shape until then"),
    "CR-3": Later("extra addresses"),
    "CR-4": Later("the questionnaire"),
    "CR-5": Later("searching by a field of the card"),
    "ET-1": Proved("inbox.shows", (f"{MAIL}test_the_linked_relation_is_named_until_the_sender_is_wanted",)),
    "ET-2": Later("forwarding"),
    "ET-3": Later("deleting an attachment alone"),
    "ET-4": Later("trash of attachments; a deleted message goes to the trash already"),
    "ET-5": Later("tasks"),
    "AC-1": Later("cleaning by itself"),
    "AC-2": Later("cleaning by itself"),
    "AC-3": Later("cleaning by itself"),
    "AC-4": Later("cleaning by itself"),
    "AC-5": Later("cleaning by itself"),
    "TM-1": Later("time registration"),
    "TM-2": Later("time registration"),
    "TM-3": Later("time registration"),
    "SE-1": Later("two-step verification"),
    "SE-2": Later("two-step verification"),
    "CO-1": Proved(
        "company.iban",
        (
            f"{COMPANY}test_all_of_it_is_kept",
            f"{COMPANY}test_what_cannot_be_right_is_refused_with_a_sentence",
        ),
    ),
    "CO-2": Later("templates and their merge fields"),
    "CO-3": Later("templates and their merge fields"),
    "CO-4": Later("signatures and SMS; the profile holds name, language and time zone already"),
}
PROVED = {option: found for option, found in TABLE.items() if isinstance(found, Proved)}


def fields() -> set[str]:
    """What can be chosen on the page now."""
    return {
        f"{section.name}.{name}"
        for tab in Tab
        for section in sections_of(tab)
        for name in section.form.base_fields
    }


def test_every_option_stands_in_the_table() -> None:
    assert list(TABLE) == [
        f"{family}-{number}" for family, count in OPTIONS.items() for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("test", sorted({test for found in PROVED.values() for test in found.by}))
def test_what_is_proved_is_proved_by_a_test_that_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_what_is_proved_can_be_chosen() -> None:
    assert {found.field for found in PROVED.values()} <= fields()


def test_nothing_can_be_chosen_that_the_table_does_not_prove() -> None:
    """A new field on a tab needs its option here; the fields of the company and the time zone are one deed each."""
    proved = {found.field for found in PROVED.values()} | {"general.time_zone"}
    assert {field for field in fields() if not field.startswith("company.")} == {
        field for field in proved if not field.startswith("company.")
    }
