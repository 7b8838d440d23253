"""The index behind counting a company's messages over a range of days."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0004_record_seals")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["company", "created_at"], name="message_company_created_at"),
        ),
    ]
