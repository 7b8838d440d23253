from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_agent_availability"),
    ]

    operations = [
        migrations.RenameField("user", "title", "job_title"),
    ]
