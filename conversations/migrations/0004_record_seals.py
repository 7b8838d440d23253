"""A signed head of handoff records per company and day."""

from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("accounts", "0001_initial"),
        ("conversations", "0003_longer_agent_names"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="RecordSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="Day (UTC)")),
                ("count", models.PositiveBigIntegerField(verbose_name="Records")),
                ("records_hash", models.CharField(max_length=64)),
                ("previous_signature", models.CharField(blank=True, max_length=64)),
                ("signature", models.CharField(max_length=64)),
                (
                    "sealed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
            ],
            options={
                "ordering": ["company", "day"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "day"), name="seal_one_per_company_and_day"
                    )
                ],
            },
        ),
    ]
