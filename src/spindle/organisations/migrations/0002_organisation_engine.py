"""Which engine a company is on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_lease")]
    operations = [
        migrations.AddField(
            model_name="organisation",
            name="engine",
            field=models.CharField(
                choices=[("sqlcipher", "sqlcipher"), ("postgresql", "postgresql")],
                default="sqlcipher",
                max_length=10,
            ),
        ),
    ]
