from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_state_broken")]

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
                    ("moving", "is being moved to another database"),
                ],
                default="ready",
                max_length=10,
            ),
        ),
    ]
