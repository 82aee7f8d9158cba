"""What became of each file whose text was to be read."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_entry_text_postgresql")]
    operations = [
        migrations.CreateModel(
            name="FileReading",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="archive.attachment",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("read", "its text can be found"),
                            ("empty", "there is no text in it"),
                            ("locked", "it has a password"),
                            ("damaged", "it is damaged, or not what its name says"),
                            ("slow", "it is too involved to be read"),
                            ("large", "it is too large to be read"),
                            ("gone", "it is missing"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
    ]
