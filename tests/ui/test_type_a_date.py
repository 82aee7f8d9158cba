"""A date is typed in the order of the company's preference (GE-2)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from spindle.ui.dates import DatePreferences, read_as
from spindle.ui.typed_dates import DateField

DAY_FIRST = DatePreferences()
MONTH_FIRST = DatePreferences(order="mdy")


@pytest.mark.parametrize(
    ("preferences", "typed"),
    [
        (DAY_FIRST, "05/11/1962"),
        (DAY_FIRST, "5-11-1962"),
        (DAY_FIRST, "5.11.1962"),
        (MONTH_FIRST, "11/05/1962"),
        (MONTH_FIRST, "11-5-1962"),
        (DAY_FIRST, "1962-11-05"),
        (MONTH_FIRST, "1962-11-05"),
    ],
)
def test_it_is_read_as_it_is_written_here(preferences: DatePreferences, typed: str) -> None:
    with read_as(lambda: preferences):
        assert DateField().clean(typed) == date(1962, 11, 5)


@pytest.mark.parametrize(("preferences", "said"), [(DAY_FIRST, "dd/mm/yyyy"), (MONTH_FIRST, "mm/dd/yyyy")])
@pytest.mark.parametrize("typed", ["13/13/1962", "05/11/62", "soon", "31/02/2020", "1" * 5000])
def test_what_is_no_date_is_refused_with_how_it_should_be(
    preferences: DatePreferences, said: str, typed: str
) -> None:
    with read_as(lambda: preferences), pytest.raises(ValidationError, match=said):
        DateField().clean(typed)


@pytest.mark.parametrize(
    ("preferences", "shown", "placeholder"),
    [(DAY_FIRST, "05/11/1962", "dd/mm/yyyy"), (MONTH_FIRST, "11/05/1962", "mm/dd/yyyy")],
)
def test_it_is_shown_in_the_same_order(preferences: DatePreferences, shown: str, placeholder: str) -> None:
    with read_as(lambda: preferences):
        drawn = DateField().widget.render("birthday", date(1962, 11, 5))
    assert f'value="{shown}"' in drawn
    assert f'placeholder="{placeholder}"' in drawn
