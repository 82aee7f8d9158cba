"""Each benchmark runs to its end at a tiny size and has figures to show. How fast it is, is not asked here."""

import pytest

from benchmarks.__main__ import main
from benchmarks.report import Report
from benchmarks.running import NAMES, measured

SIZES = {"sync": 30, "pages": 40, "live": 1, "idle": 1, "companies": 12}
# Servers of several kinds and minutes each: these two are run by hand.
BY_HAND = {"million", "members"}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name not in BY_HAND])
def test_it_runs(name: str) -> None:
    report = measured(name, size=SIZES[name], rounds=1)
    assert report.title.startswith(name)
    assert report.figures
    assert all(
        value >= 0 for figure in report.figures if "difference" not in figure.name for value in figure.values
    )


def test_a_figure_shows_its_median_range_and_ratio() -> None:
    report = Report("sync")
    report.add("ours", "s", [4.0, 2.0, 3.0], of=[1.0, 2.0, 2.0], goal="1.3")
    assert "3.00 (2.00–4.00) s  = 1.50 (1.00–4.00) x the baseline  (goal: 1.3)" in report.text()


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
