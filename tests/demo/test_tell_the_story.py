"""The example company's data: the same every time, as many as promised, and mail as mail programs write it."""

from collections import Counter
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from spindle.channels.addresses import domain_of
from spindle.mail.parsing import parse
from spindle.relations.models import SEEDED_TYPES, PointKind
from spindle.relations.points import Point, check
from tools.demo.arriving import next_letter
from tools.demo.cast import Cast, draw_cast
from tools.demo.letters import Letter
from tools.demo.mime import compose
from tools.demo.playing import BOXES
from tools.demo.scripts import scripts, turns
from tools.demo.story import INBOX, UNREAD, Story, tell
from tools.demo.wording import spin

TUESDAY = datetime(2026, 11, 24, 10, 46, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(scope="module")
def cast() -> Cast:
    """Everybody."""
    return draw_cast(300)


@pytest.fixture(scope="module")
def story(cast: Cast) -> Story:
    """All that the demo tells."""
    return tell(cast, TUESDAY, 5000)


def folders(story: Story) -> Counter[tuple[str, bool]]:
    """Copies by folder and whether they were read."""
    return Counter((copy.folder, copy.seen) for letter in story.letters for copy in letter.copies)


def test_it_is_the_same_every_time(cast: Cast, story: Story) -> None:
    again = tell(draw_cast(300), TUESDAY, 5000)
    assert [compose(letter) for letter in again.letters[::25]] == [
        compose(letter) for letter in story.letters[::25]
    ]
    assert [letter.message_id for letter in again.letters] == [letter.message_id for letter in story.letters]


@pytest.mark.parametrize("relations", [30, 45, 120, 300])
def test_it_has_as_many_relations_as_asked(relations: int) -> None:
    assert draw_cast(relations).relations == relations


def test_everybody_has_an_address_of_his_own(cast: Cast) -> None:
    addresses = [person.address for person in cast.people]
    assert len(set(addresses)) == len(addresses)
    assert len({person.name for person in cast.people}) == len(cast.people)
    assert all(domain_of(address).endswith(".example") for address in addresses)


def test_every_number_can_be_dialled(cast: Cast) -> None:
    numbers = [business.phone for business in cast.businesses] + [person.mobile for person in cast.people]
    for number in numbers:
        assert check(Point(PointKind.PHONE, number), region="").normalised == number


def test_all_relation_types_are_used(cast: Cast) -> None:
    used = {business.type for business in cast.businesses} | {person.type for person in cast.people}
    assert used == set(SEEDED_TYPES)


@pytest.mark.parametrize("messages", [500, 5000])
def test_it_has_as_many_messages_as_asked(cast: Cast, messages: int) -> None:
    letters = tell(cast, TUESDAY, messages).letters
    assert len({letter.message_id for letter in letters}) == len(letters) == messages


def test_the_inbox_is_that_of_a_morning(story: Story) -> None:
    waiting = [letter for letter in story.letters if letter.copies[0].folder == "inbox"]
    unread = [letter for letter in waiting if not letter.copies[0].seen]
    assert (len(waiting), len(unread)) == (INBOX, UNREAD)


def test_every_folder_has_mail(story: Story) -> None:
    counts = Counter(folder for folder, _seen in folders(story).elements())
    assert counts["sent"] > 1500
    assert counts["archive"] > 2000
    assert counts["spam"] > 50
    assert counts["trash"] > 50


def test_nothing_comes_from_the_future(story: Story) -> None:
    assert all(TUESDAY.year - 3 < letter.at.year and letter.at <= TUESDAY for letter in story.letters)


def test_nobody_answers_before_he_was_asked(story: Story) -> None:
    at = {letter.message_id: letter.at for letter in story.letters}
    assert all(at[letter.references[-1]] < letter.at for letter in story.letters if letter.references)


def test_conversations_are_short_and_long(story: Story) -> None:
    lengths = Counter(Counter(letter.thread for letter in story.letters).values())
    assert set(range(2, 11)) <= set(lengths) <= set(range(1, 13))


def test_no_gap_is_left_open(story: Story) -> None:
    for letter in story.letters:
        assert not set("{}[]@") & set(
            letter.text.replace(f"administratie@{letter.sender.address.partition('@')[2]}", "")
        )


def test_every_message_is_read_without_defects(story: Story) -> None:
    for letter in story.letters:
        read = parse(compose(letter))
        assert read.defects == ()
        assert (read.message_id, read.references) == (letter.message_id, letter.references)
        assert read.date == letter.at
        assert read.subject == letter.subject
        assert letter.text.split("\n")[0] in read.text or letter.newsletter


def test_answers_refer_to_messages_that_exist(story: Story) -> None:
    known = {letter.message_id for letter in story.letters}
    assert all(set(letter.references) <= known for letter in (*story.letters, *story.pending))


def test_there_is_something_of_everything(story: Story) -> None:
    reads = [parse(compose(letter)) for letter in story.letters[::3]]
    attachments = [file for read in reads for file in read.attachments]
    kinds = {file.content_type for file in attachments if not file.inline}
    assert {"application/pdf", "image/jpeg", "text/csv", "text/calendar"} <= kinds
    assert any("spreadsheet" in kind for kind in kinds)
    assert any(file.content_id and file.inline for file in attachments)
    assert any("https://" in read.html and "<img" in read.html for read in reads)
    assert {letter.charset for letter in story.letters} >= {"utf-8", "windows-1252", "iso-8859-1"}
    assert any(letter.automatic for letter in story.letters)


def test_a_numbered_choice_is_the_same_in_the_whole_conversation() -> None:
    random = Random(1)
    for key in map(str, range(20)):
        asked, answered = (spin("[1:red|green|blue]", random, key=key) for _ in range(2))
        assert asked == answered


def test_a_play_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValueError, match="movie"):
        list(turns("@them 2d movie\nHello"))


def test_every_conversation_suits_somebody(cast: Cast) -> None:
    assert [script.subjects for script in scripts() if not any(map(script.suits, cast.people))] == []


def test_new_mail_never_ends_and_is_never_the_same(cast: Cast, story: Story) -> None:
    arriving = [next_letter(cast, story, number, TUESDAY) for number in range(200)]
    ids = {letter.message_id for letter in arriving}
    assert len(ids) == 200
    assert not ids & {letter.message_id for letter in story.letters}
    assert {copy.folder for letter in arriving for copy in letter.copies} == {"inbox"}
    assert {copy.box for letter in arriving for copy in letter.copies} == set(BOXES)


def test_due_answers_arrive_each_once(cast: Cast, story: Story) -> None:
    arriving = [next_letter(cast, story, number, TUESDAY) for number in range(200)]
    assert {letter.message_id for letter in story.pending} <= {letter.message_id for letter in arriving}


def test_quoted_text_is_that_of_the_message_before(story: Story) -> None:
    answer = next(
        one for one in reversed(story.letters) if one.previous and one.client == "gmail" and not one.ours
    )
    assert isinstance(answer, Letter)
    assert answer.previous is not None
    first_line = answer.previous.text.split("\n")[0]
    assert f"> {first_line}" in parse(compose(answer)).text
