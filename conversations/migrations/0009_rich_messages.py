"""What a pressed button said, buttons under a message, and the customer's reaction to one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0008_attachments")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="payload",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="message",
            name="quick_replies",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="message",
            name="reaction",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="message",
            name="reacted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
