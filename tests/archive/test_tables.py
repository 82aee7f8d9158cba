"""The tables that every message touches are stored as the lists need them."""

import pytest
from django.db import connections

from tests.engines import only_sqlcipher

pytestmark = only_sqlcipher


def sql_of(table: str) -> str:
    with connections["organisation"].cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        return str(cursor.fetchone()[0])


def indexes_of(table: str) -> set[str]:
    with connections["organisation"].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s", [table])
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("table", ["archive_participant", "archive_link", "archive_unread"])
def test_keys_are_stored_once(table: str) -> None:
    assert sql_of(table).endswith("WITHOUT ROWID")
    assert len(indexes_of(table)) == 1  # by entry; the key is the table


@pytest.mark.parametrize("table", ["archive_entry", "archive_body", "archive_messagereference"])
def test_row_ids_are_the_keys(table: str) -> None:
    assert "integer NOT NULL PRIMARY KEY" in sql_of(table)
    assert not any(
        name.startswith("sqlite_autoindex") for name in indexes_of(table) if table != "archive_entry"
    )


def test_a_copy_has_no_more_indexes_than_lists_need() -> None:
    named = {name for name in indexes_of("archive_delivery") if not name.startswith("sqlite_autoindex")}
    assert named == {"delivery_list", "delivery_conversation"}
    assert len(indexes_of("archive_delivery")) == 3


def test_the_index_fits_the_encrypted_pages() -> None:
    with connections["organisation"].cursor() as cursor:
        cursor.execute("SELECT v FROM archive_entry_text_config WHERE k = 'pgsz'")
        assert cursor.fetchone()[0] == 8000
        cursor.execute("PRAGMA page_size")
        assert int(cursor.fetchone()[0]) == 8192
