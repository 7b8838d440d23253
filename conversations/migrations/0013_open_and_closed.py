from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0012_handovers")]

    operations = [
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                fields=["owner", "company"],
                condition=models.Q(closed_at__isnull=True),
                name="conversation_open_by_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                fields=["company", "-closed_at"],
                condition=models.Q(closed_at__isnull=False),
                name="conversation_closed_latest",
            ),
        ),
    ]
