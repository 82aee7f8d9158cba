"""Tables whose key is all that they are looked up by are stored in its order on SQLite, without a second copy of it.

A later change of such a table must make it so again: Django's own remaking of a table does not.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("archive_participant", "archive_link", "archive_unread")


def cluster(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    for table in TABLES:
        with editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY type DESC", [table]
            )
            made, *indexes = (row[0] for row in cursor.fetchall())
        editor.execute(f"DROP TABLE {table}", params=None)
        editor.execute(f"{made} WITHOUT ROWID", params=None)
        for index in indexes:
            editor.execute(index, params=None)


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_entry_text")]
    operations = [migrations.RunPython(cluster, migrations.RunPython.noop)]
