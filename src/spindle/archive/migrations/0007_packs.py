"""Blobs in packs: which object holds which."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_highlight")]
    operations = [
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("store", models.CharField(blank=True, max_length=300)),
                ("size", models.BigIntegerField()),
                ("large", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("emptied_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PackedBlob",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("offset", models.BigIntegerField()),
                ("length", models.BigIntegerField()),
                ("size", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="blobs", to="archive.pack"
                    ),
                ),
            ],
        ),
    ]
