"""What agents say often."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from handoff.actor import Actor
from handoff.tenancy import TeamQuerySet
from livechat.responses.variables import LONGEST_TEXT, names_in

# Django fills its messages in with `%`.
check_shortcut = RegexValidator(
    r"\A[^\s/\\?#%]+\Z",
    "A shortcut has no spaces and none of / \\ ? # %%, for it is part of an address.",
)


class CannedResponseQuerySet(TeamQuerySet["CannedResponse"]):
    def visible_to(self, actor: Actor) -> CannedResponseQuerySet:
        """Shared ones of the company, and the actor's own."""
        return super().visible_to(actor).filter(Q(is_shared=True) | Q(owner=actor.user_id))

    def matching(self, *, category: str = "", search: str = "") -> CannedResponseQuerySet:
        """Those of a category, and those with these words in what people read of them."""
        found = self.filter(category=category) if category else self.all()
        if not search:
            return found
        return found.filter(
            Q(title__icontains=search)
            | Q(content__icontains=search)
            | Q(category__icontains=search)
            | Q(shortcut_key__icontains=search)
        )

    def with_shortcut(self, shortcut: str, *, for_user: int | None) -> CannedResponseQuerySet:
        """Those that a shortcut means: the user's own, before the shared one."""
        is_own = models.Case(models.When(owner=for_user, then=0), default=1)
        return self.filter(shortcut_key=shortcut).order_by(is_own, "pk")

    def with_people(self) -> CannedResponseQuerySet:
        """With what `response_data` shows, in one query."""
        return self.select_related("owner")


class CannedResponse(models.Model):
    """A text with `{{variables}}`, for its owner or, if shared, for all of the team.

    `variables` are those of its text, whatever was listed beside it; `other_variables` were listed
    and do not stand in the text.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    content = models.TextField(
        max_length=LONGEST_TEXT,
        help_text="Write {{customer_name}}, {{agent_name}} or {{ticket_id}} where these belong.",
    )
    category = models.CharField(max_length=100, blank=True)
    shortcut_key = models.CharField(
        "shortcut", max_length=50, blank=True, validators=[check_shortcut]
    )
    is_shared = models.BooleanField("shared", default=False, help_text="For all of the team.")
    other_variables = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CannedResponseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "shortcut_key"],
                condition=~Q(shortcut_key=""),
                name="canned_response_shortcut_unique_of_owner",
            ),
            models.UniqueConstraint(
                fields=["company", "shortcut_key"],
                condition=Q(is_shared=True) & ~Q(shortcut_key=""),
                name="canned_response_shortcut_unique_among_shared",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "title"], name="canned_response_by_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def variables(self) -> list[str]:
        return list(dict.fromkeys([*names_in(self.content), *self.other_variables]))

    def may_be_changed_by(self, actor: Actor) -> bool:
        """Its owner, and admins if it is shared."""
        return self.owner_id == actor.user_id or (self.is_shared and actor.is_admin)
