"""Names that Messenger told, and by which link or ad somebody came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_page_connection")]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="names_looked_up",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="customer",
            name="profile_asked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="referral",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
