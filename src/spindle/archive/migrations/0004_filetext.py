"""The text of attachments, kept for the index."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_clustered")]
    operations = [
        migrations.CreateModel(
            name="FileText",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="file_text",
                        serialize=False,
                        to="archive.entry",
                    ),
                ),
                ("packed", models.BinaryField()),
            ],
        ),
    ]
