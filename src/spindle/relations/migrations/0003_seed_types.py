"""The relation types that every company starts with (product.md 2.2); they are in the template of new companies."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CODES = (
    "customer_business",
    "customer_private",
    "prospect",
    "supplier",
    "partner",
    "company",
    "private",
    "other",
)


def seed(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    types = apps.get_model("relations", "RelationType")
    types.objects.using(editor.connection.alias).bulk_create(
        [types(code=code, position=position) for position, code in enumerate(CODES, start=1)]
    )


class Migration(migrations.Migration):
    dependencies = [("relations", "0002_relation_text")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
