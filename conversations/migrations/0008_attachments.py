import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import handoff.files.keys


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_invitations"),
        ("conversations", "0007_participants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="attachment_count",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="message",
            name="has_words",
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "key",
                    models.CharField(
                        default=handoff.files.keys.new_key,
                        editable=False,
                        max_length=32,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("size_bytes", models.PositiveBigIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("image", "Image"),
                            ("audio", "Audio"),
                            ("video", "Video"),
                            ("file", "File"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("copying", "Being copied"),
                            ("stored", "Stored"),
                            ("lost", "Lost"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="conversations.message",
                    ),
                ),
                (
                    "uploader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["message_id", "position", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("message__isnull", True)),
                        fields=["created_at"],
                        name="attachment_unsaid",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="attachment_key_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("message__isnull", False)),
                        fields=("message", "position"),
                        name="attachment_position_unique_in_message",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "lost"), models.Q(("reason", ""), _negated=True)),
                            models.Q(models.Q(("state", "lost"), _negated=True), ("reason", "")),
                            _connector="OR",
                        ),
                        name="attachment_reason_exactly_if_lost",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "stored"), ("message__isnull", False), _connector="OR"
                        ),
                        name="attachment_waits_for_its_message_only_if_stored",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stored"), _negated=True),
                            models.Q(
                                ("size_bytes__gt", 0), models.Q(("media_type", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="attachment_stored_has_size_and_type",
                    ),
                ],
            },
        ),
    ]
