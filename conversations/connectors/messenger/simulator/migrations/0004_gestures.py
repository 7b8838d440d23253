"""Buttons under a bubble, and the customer's reaction to one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("simulator", "0003_facebook_pages")]

    operations = [
        migrations.AddField(
            model_name="phonemessage",
            name="quick_replies",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="phonemessage",
            name="reaction",
            field=models.CharField(blank=True, max_length=32),
        ),
    ]
