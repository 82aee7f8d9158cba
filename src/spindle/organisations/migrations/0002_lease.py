import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("work", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=32)),
                ("renewed_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leases",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
    ]
