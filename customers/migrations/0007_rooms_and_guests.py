"""Hotel rooms, their guests, and what a hotel chose for them."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import customers.models.room
import handoff.encryption


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_agent_availability"),
        ("conversations", "0006_bot_settings"),
        ("customers", "0006_profiles_and_referrals"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressFailures",
            fields=[
                ("count", models.PositiveIntegerField(default=0)),
                ("counted_since", models.DateTimeField(default=django.utils.timezone.now)),
                ("locks", models.PositiveIntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
                (
                    "updated_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name_plural": "address failures",
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Za-z0-9][A-Za-z0-9._-]*\\Z",
                                "Letters, digits, points, hyphens and underscores.",
                            )
                        ],
                    ),
                ),
                (
                    "pin",
                    handoff.encryption.EncryptedTextField(
                        blank=True,
                        default=customers.models.room.new_pin,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{4,12}\\Z", "A PIN has 4 to 12 digits."
                            )
                        ],
                        verbose_name="PIN",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="RoomSettings",
            fields=[
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.company",
                    ),
                ),
                (
                    "session_hours",
                    models.PositiveSmallIntegerField(
                        default=72,
                        help_text="After so long a device asks for the PIN again.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(2160),
                        ],
                    ),
                ),
            ],
            options={
                "verbose_name": "room settings",
                "verbose_name_plural": "room settings",
            },
        ),
        migrations.AlterField(
            model_name="participantsession",
            name="visitor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sessions",
                to="customers.visitor",
            ),
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("last_seen", models.DateTimeField(default=django.utils.timezone.now)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guests",
                        to="accounts.company",
                    ),
                ),
            ],
            options={
                "ordering": ["-last_seen"],
            },
        ),
        migrations.AddField(
            model_name="participantsession",
            name="guest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sessions",
                to="customers.guest",
            ),
        ),
        migrations.AddConstraint(
            model_name="participantsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("guest__isnull", False), ("visitor", None)),
                    models.Q(("guest", None), ("visitor__isnull", False)),
                    _connector="OR",
                ),
                name="participant_session_is_one_persons",
            ),
        ),
        migrations.CreateModel(
            name="RoomFailures",
            fields=[
                ("count", models.PositiveIntegerField(default=0)),
                ("counted_since", models.DateTimeField(default=django.utils.timezone.now)),
                ("locks", models.PositiveIntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
                (
                    "updated_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                (
                    "room",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="failures",
                        serialize=False,
                        to="customers.room",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "room failures",
            },
        ),
        migrations.AddField(
            model_name="room",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rooms",
                to="accounts.company",
            ),
        ),
        migrations.AddField(
            model_name="guest",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="guests",
                to="customers.room",
            ),
        ),
        migrations.AddField(
            model_name="roomsettings",
            name="bot",
            field=models.ForeignKey(
                blank=True,
                help_text="Answers new guests first. None: they wait for a person at once.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="conversations.bot",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                fields=("company", "number"), name="room_number_unique_in_company"
            ),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(fields=["company", "-last_seen"], name="guest_company_last_seen"),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at", None)),
                fields=("room",),
                name="guest_one_at_a_time_in_a_room",
            ),
        ),
    ]
