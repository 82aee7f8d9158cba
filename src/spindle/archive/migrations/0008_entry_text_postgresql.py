"""The full-text index on PostgreSQL (archive.search.tsvector); on SQLite it is FTS5 (0002)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREATE = (
    "CREATE TABLE archive_entry_text (id bigint PRIMARY KEY, tsv tsvector NOT NULL)",
    # So that the planner knows which words are common.
    "ALTER TABLE archive_entry_text ALTER tsv SET STATISTICS 1000",
    "CREATE INDEX entry_text_words ON archive_entry_text USING gin (tsv)",
)


def create(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in CREATE:
            editor.execute(statement, params=None)


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TABLE archive_entry_text", params=None)


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_packs")]
    operations = [migrations.RunPython(create, drop)]
