"""Forms of the admin for users and companies. Each knows who fills it in (`by`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.forms import ModelForm
from unfold.forms import (
    UserChangeForm,
    UserCreationForm,
)

from handoff.accounts.admin_availability import AvailabilityFields, fields_of
from handoff.accounts.admin_portraits import PortraitFields, shown_of
from handoff.accounts.models import Company, User

if TYPE_CHECKING:
    CompanyModelForm = ModelForm[Company]
else:
    CompanyModelForm = ModelForm


class CompanyForm(CompanyModelForm):
    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        if name not in available_timezones():
            raise ValidationError("This is not a time zone such as Europe/Vienna.")
        return name


class _UserRules:
    """What holds for a new and for a changed user."""

    by: User
    cleaned_data: dict[str, Any]
    instance: User

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data  # type: ignore[misc]  # a form stands behind
        if "company" in given and not given["company"] and not given.get("is_superuser"):
            raise ValidationError({"company": "Choose the company this user belongs to."})
        if self.instance.pk == self.by.pk:
            self._refuse_lowering_oneself(given)
        return given

    def _refuse_lowering_oneself(self, given: dict[str, Any]) -> None:
        for name in ("is_active", "role", "company", "is_superuser"):
            if name in given and given[name] != getattr(self.by, name):
                raise ValidationError({name: "You cannot change this for your own account."})


class UserAddForm(_UserRules, UserCreationForm):  # type: ignore[misc]  # unfold has no types
    class Meta:
        model = User
        fields = ("email",)


class UserEditForm(_UserRules, AvailabilityFields, PortraitFields, UserChangeForm):  # type: ignore[misc]  # unfold has no types
    """A user's own fields, the picture, and the availability for website chats."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, **shown_of(self.instance)}
        if self.instance.pk and "chat_status" in self.fields:
            self.initial = {**self.initial, **fields_of(self.instance)}

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "job_title", "role", "is_active")
