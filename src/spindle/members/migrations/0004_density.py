from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0003_left_on")]
    operations = [
        migrations.AddField(
            model_name="member",
            name="density",
            field=models.CharField(
                choices=[("compact", "Compact"), ("normal", "Normal"), ("comfortable", "Comfortable")],
                default="normal",
                max_length=12,
            ),
        ),
    ]
