from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0004_density")]
    operations = [
        migrations.AddField(
            model_name="member",
            name="tour_seen",
            field=models.BooleanField(default=False),
        ),
    ]
