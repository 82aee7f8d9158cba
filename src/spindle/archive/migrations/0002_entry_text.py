"""The full-text index of SQLite (measured/search.md, "Decided"). On PostgreSQL a tsvector takes its place."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREATE = (
    "CREATE VIRTUAL TABLE archive_entry_text USING fts5(subject, sender, rcpt, body, k, content='', "
    "contentless_delete=1, tokenize='unicode61 remove_diacritics 2')",
    # Before the first row: SQLCipher keeps 80 bytes of each page, and a leaf that does not fit costs a third.
    "INSERT INTO archive_entry_text(archive_entry_text, rank) VALUES('pgsz', 8000)",
)


def create(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for statement in CREATE:
            editor.execute(statement, params=None)


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE archive_entry_text", params=None)


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
