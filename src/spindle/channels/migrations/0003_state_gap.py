from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0002_offers_older"),
    ]

    operations = [
        migrations.AlterField(
            model_name="account",
            name="state",
            field=models.CharField(
                choices=[
                    ("syncing", "first synchronisation"),
                    ("ok", "up to date"),
                    ("sign_in", "sign in again"),
                    ("unreachable", "server does not answer"),
                    ("gap", "messages are missing"),
                    ("paused", "paused"),
                ],
                default="syncing",
                max_length=16,
            ),
        ),
    ]
