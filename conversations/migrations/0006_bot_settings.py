import django.core.validators
from django.db import migrations, models

import handoff.encryption


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("conversations", "0005_messages_by_day"),
        ("customers", "0002_search_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="bot",
            name="endpoint",
            field=models.CharField(blank=True, max_length=500, verbose_name="address"),
        ),
        migrations.AddField(
            model_name="bot",
            name="format",
            field=models.CharField(
                choices=[("handoff", "Handoff"), ("rasa", "Rasa REST channel")],
                default="handoff",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="bot",
            name="has_newer_limit",
            field=models.BooleanField(default=False, verbose_name="newer name of the token limit"),
        ),
        migrations.AddField(
            model_name="bot",
            name="history_messages",
            field=models.PositiveSmallIntegerField(
                default=20,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(100),
                ],
            ),
        ),
        migrations.AddField(
            model_name="bot",
            name="instructions",
            field=models.TextField(blank=True, max_length=8000),
        ),
        migrations.AddField(
            model_name="bot",
            name="is_streamed",
            field=models.BooleanField(default=False, verbose_name="streamed"),
        ),
        migrations.AddField(
            model_name="bot",
            name="max_tokens",
            field=models.PositiveSmallIntegerField(
                default=600,
                validators=[
                    django.core.validators.MinValueValidator(16),
                    django.core.validators.MaxValueValidator(8192),
                ],
            ),
        ),
        migrations.AddField(
            model_name="bot",
            name="max_turns",
            field=models.PositiveSmallIntegerField(
                default=50,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1000),
                ],
            ),
        ),
        migrations.AddField(
            model_name="bot",
            name="model_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="model"),
        ),
        migrations.AddField(
            model_name="bot",
            name="secret",
            field=handoff.encryption.EncryptedTextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="bot",
            name="timeout_seconds",
            field=models.PositiveSmallIntegerField(
                default=20,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(60),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="bot",
            name="kind",
            field=models.CharField(
                choices=[
                    ("faq", "FAQ bot"),
                    ("webhook", "Webhook"),
                    ("openai_compatible", "Chat model"),
                ],
                default="faq",
                max_length=50,
            ),
        ),
        migrations.AddConstraint(
            model_name="bot",
            constraint=models.CheckConstraint(
                condition=models.Q(("timeout_seconds__range", (1, 60))),
                name="bot_timeout_seconds_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="bot",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_turns__range", (1, 1000))), name="bot_max_turns_in_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="bot",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_tokens__range", (16, 8192))),
                name="bot_max_tokens_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="bot",
            constraint=models.CheckConstraint(
                condition=models.Q(("history_messages__range", (0, 100))),
                name="bot_history_messages_in_bounds",
            ),
        ),
    ]
