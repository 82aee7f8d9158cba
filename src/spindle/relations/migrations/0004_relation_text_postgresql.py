"""The index behind search as you type on PostgreSQL: words and trigrams of SQLite's tokenizer (relations.search)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREATE = (
    "CREATE TABLE relations_relation_text (id bigint PRIMARY KEY, words tsvector NOT NULL, parts tsvector NOT NULL)",
    "ALTER TABLE relations_relation_text ALTER words SET STATISTICS 1000",
    "CREATE INDEX relation_text_words ON relations_relation_text USING gin (words)",
    "CREATE INDEX relation_text_parts ON relations_relation_text USING gin (parts)",
)


def create(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in CREATE:
            editor.execute(statement, params=None)


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TABLE relations_relation_text", params=None)


class Migration(migrations.Migration):
    dependencies = [("relations", "0003_seed_types")]
    operations = [migrations.RunPython(create, drop)]
