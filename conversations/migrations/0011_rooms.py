"""Conversations of hotel rooms, with how far each side has read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_agent_availability"),
        ("conversations", "0010_participants_uploads"),
        ("customers", "0007_rooms_and_guests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="guest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.guest",
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="guest",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conversation",
                to="customers.guest",
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="guest_read_seq",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="conversation",
            name="staff_read_seq",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "room"), _negated=True),
                    models.Q(("guest__isnull", False), ("policy", "open")),
                    _connector="OR",
                ),
                name="conversation_room_has_guest_and_is_open",
            ),
        ),
    ]
