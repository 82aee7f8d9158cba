"""UidRanges against a plain set of numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindle.mail.imap.state import LARGEST_UID, UidRanges

uid_sets = st.sets(st.integers(1, 60))


def test_it_reads_and_writes_the_form_of_the_wire() -> None:
    assert str(UidRanges.parse("9,5:1,2")) == "1:5,9"


@pytest.mark.parametrize("text", ["*", "1:*", "0", "1,,2", "x", "-1", "1:2:3", str(LARGEST_UID + 1), "１"])
def test_it_refuses_what_is_no_set(text: str) -> None:
    with pytest.raises(ValueError):
        UidRanges.parse(text)


@given(uid_sets, uid_sets)
def test_it_calculates_like_a_set(left: set[int], right: set[int]) -> None:
    a, b = UidRanges.of(left), UidRanges.of(right)
    assert set(a | b) == left | right
    assert set(a - b) == left - right
    assert set(a & b) == left & right


@given(uid_sets)
def test_it_counts_contains_and_comes_back(uids: set[int]) -> None:
    ranges = UidRanges.of(uids)
    assert ranges.count == len(uids)
    assert {uid for uid in range(62) if uid in ranges} == uids
    assert list(ranges.newest_first()) == sorted(uids, reverse=True)
    assert UidRanges.parse(str(ranges)) == ranges
    assert ranges.newest == max(uids, default=0)


@given(uid_sets, st.integers(6, 30), st.integers(1, 9))
def test_its_pieces_are_short_and_whole(uids: set[int], longest: int, most: int) -> None:
    pieces = list(UidRanges.of(uids).pieces(longest, most=most))
    assert [uid for piece in pieces for uid in piece] == sorted(uids)
    assert all(piece.count <= most and len(str(piece)) <= longest for piece in pieces)


def test_a_huge_range_costs_nothing() -> None:
    everything = UidRanges.parse(f"1:{LARGEST_UID}")
    assert everything.count == LARGEST_UID
    assert str(everything - UidRanges.of([7])) == f"1:6,8:{LARGEST_UID}"


def test_added_uids_join_their_neighbours() -> None:
    assert str(UidRanges.parse("1:3,7").add(4, 5, 6)) == "1:7"
