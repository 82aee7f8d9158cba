import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0005_tombstone"),
        ("mail", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Buried",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="LedgerLine",
            fields=[
                (
                    "folder",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="ledger",
                        serialize=False,
                        to="mail.folder",
                    ),
                ),
                ("on_server", models.PositiveIntegerField(default=0)),
                ("held", models.PositiveIntegerField(default=0)),
                ("quarantined", models.PositiveIntegerField(default=0)),
                ("buried", models.PositiveIntegerField(default=0)),
                ("missing", models.PositiveIntegerField(default=0)),
                ("fetched", models.PositiveIntegerField(default=0)),
                ("vanished", models.PositiveIntegerField(default=0)),
                ("flags", models.PositiveIntegerField(default=0)),
                ("mistaken", models.PositiveIntegerField(default=0)),
                ("checked_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("looked_at", models.PositiveIntegerField(default=0)),
                ("to_look_at", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RemoveField(
            model_name="folder",
            name="known_uids",
        ),
        migrations.AddField(
            model_name="folder",
            name="problem",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="location",
            name="gmail_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="mailaccount",
            name="began_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mailaccount",
            name="began_with",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="location",
            index=models.Index(
                condition=models.Q(("gmail_id__isnull", False)),
                fields=["gmail_id"],
                name="mail_location_gmail",
            ),
        ),
        migrations.AddField(
            model_name="buried",
            name="folder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="buried", to="mail.folder"
            ),
        ),
        migrations.AddConstraint(
            model_name="buried",
            constraint=models.UniqueConstraint(fields=("folder", "uid"), name="mail_buried_once"),
        ),
    ]
