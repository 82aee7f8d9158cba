"""The indexes behind search as you type on SQLite (measured/search.md, rule 9): beginnings, then trigrams."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREATE = (
    "CREATE VIRTUAL TABLE relations_relation_text USING fts5(name, company, email, phone, city, content='', "
    "contentless_delete=1, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')",
    "INSERT INTO relations_relation_text(relations_relation_text, rank) VALUES('pgsz', 8000)",
    "CREATE VIRTUAL TABLE relations_relation_trigram USING fts5(text, content='', contentless_delete=1, "
    "tokenize='trigram remove_diacritics 1')",
    "INSERT INTO relations_relation_trigram(relations_relation_trigram, rank) VALUES('pgsz', 8000)",
)


def create(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for statement in CREATE:
            editor.execute(statement, params=None)


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE relations_relation_text", params=None)
        editor.execute("DROP TABLE relations_relation_trigram", params=None)


class Migration(migrations.Migration):
    dependencies = [("relations", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
