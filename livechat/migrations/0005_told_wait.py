from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("livechat", "0004_automatic_routing")]

    operations = [
        migrations.AddField(
            model_name="chatsession",
            name="told_wait_seconds",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
