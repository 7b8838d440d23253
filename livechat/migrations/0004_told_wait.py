from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("livechat", "0003_chat_settings")]

    operations = [
        migrations.AddField(
            model_name="chatsession",
            name="told_wait_seconds",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
