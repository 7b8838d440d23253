from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0002_index_age"),
    ]

    operations = [
        migrations.AddField(
            model_name="stream",
            name="is_followed",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
