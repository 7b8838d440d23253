from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_job_title"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="profile_image_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("profile_image_key", ""), _negated=True),
                fields=("profile_image_key",),
                name="user_profile_image_key_unique",
            ),
        ),
    ]
