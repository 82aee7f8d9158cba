from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_organisation_engine")]

    operations = [
        migrations.AlterField(
            "organisation",
            "state",
            models.CharField(
                choices=[
                    ("ready", "ready"),
                    ("behind", "needs an update of its data"),
                    ("newer", "was used with a newer version of Spindle"),
                    ("broken", "cannot be opened"),
                ],
                default="ready",
                max_length=10,
            ),
        ),
    ]
