"""People who write from a website: the widget they write in, and who they are."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from handoff.encryption import EncryptedTextField
from handoff.tenancy import TeamQuerySet

if TYPE_CHECKING:
    from handoff.accounts.models import User

SHORTEST_SECRET = 16


def new_key() -> str:
    return secrets.token_hex(8)


def check_origins(text: str) -> None:
    """One origin a line, each a scheme and a host, as browsers send them."""
    for line in text.split():
        scheme, _, host = line.partition("://")
        if scheme not in ("http", "https") or not host or "/" in host:
            raise ValidationError(f"{line} is not an origin such as https://shop.example.")


class WidgetQuerySet(TeamQuerySet["Widget"]):
    """With `visible_to`."""


class Widget(models.Model):
    """A company's chat window on its website. `key` stands in that site's pages: no secret.

    `secret` is known to the website's server alone, and proves who a signed-in user of it is
    (contract README, "Document 4"); without one nobody can be known. `allowed_origins` narrows
    the setting of that name: where it is not empty, browsers on other sites are refused.
    """

    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="widgets"
    )
    name = models.CharField(max_length=200)
    key = models.SlugField(max_length=100, unique=True, default=new_key)
    secret = EncryptedTextField(blank=True, default="")
    allowed_origins = models.TextField(
        blank=True,
        validators=[check_origins],
        help_text="One a line, such as https://shop.example. Empty: all of ALLOWED_ORIGINS.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WidgetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def allows(self, origin: str) -> bool:
        """Whether a browser on this site may use it; who sends no origin is no browser."""
        named = self.allowed_origins.lower().split()
        return not origin or not named or origin.lower() in named

    def vouches_for(self, user_id: str, user_hash: str) -> bool:
        """Whether the website's server has signed this id: hex HMAC-SHA256, in constant time."""
        if not self.secret:
            return False
        expected = hmac.new(self.secret.encode(), user_id.encode(), hashlib.sha256).hexdigest()
        return constant_time_compare(expected, user_hash.lower())


class VisitorQuerySet(TeamQuerySet["Visitor"]):
    def of_user(self, user: User) -> Visitor:
        """A customer with an account, as who writes: made on first use, named as the account."""
        visitor, _ = self.get_or_create(
            user=user,
            company=user.company,
            defaults={"name": user.name, "email": user.email},
        )
        if (visitor.name, visitor.email) != (user.name, user.email):
            visitor.name, visitor.email = user.name, user.email
            visitor.save(update_fields=["name", "email"])
        return visitor


class Visitor(models.Model):
    """Somebody who writes from a website.

    With `user`: a customer who has an account here. With `external_id`: a user of the company's
    own website, vouched for by its widget's secret. With neither: whoever holds the token.
    `last_seen` moves when they come and when they write.
    """

    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="visitors"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visitors",
    )
    external_id = models.CharField("user ID", max_length=200, blank=True)
    name = models.CharField(max_length=250, blank=True)
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen = models.DateTimeField(default=timezone.now)

    objects = VisitorQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_seen"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~Q(external_id=""),
                name="visitor_external_id_unique_in_company",
            ),
            models.UniqueConstraint(
                fields=["user", "company"],
                condition=Q(user__isnull=False),
                name="visitor_one_per_user_and_company",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(external_id=""),
                name="visitor_known_in_one_way",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-last_seen"], name="visitor_company_last_seen")
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """What people read: the name, or something that is never empty."""
        return self.name or f"Visitor {self.pk}"
