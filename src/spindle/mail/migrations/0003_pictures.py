import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0005_tombstone"),
        ("mail", "0002_ledger"),
        ("members", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrustedSender",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254, unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.member",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RemotePicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("blob", models.CharField(blank=True, max_length=64)),
                ("content_type", models.CharField(blank=True, max_length=20)),
                ("fault", models.CharField(blank=True, max_length=20)),
                ("fetched_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remote_pictures",
                        to="archive.entry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "digest"), name="mail_remote_picture_once")
                ],
            },
        ),
    ]
