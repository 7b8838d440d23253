"""The forms by which pages are connected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, Form, ModelChoiceField, MultipleChoiceField
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
)

from conversations.connectors.messenger.pages import NO_TOKEN
from conversations.connectors.messenger.questions import LONGEST_TOKEN, is_token
from handoff.accounts.models import Company
from handoff.actor import Actor


class CompanyChoiceForm(Form):
    """For which company: asked of superusers alone."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if actor.is_superuser:
            self.fields["company"] = ModelChoiceField(
                Company.objects.visible_to(actor).order_by("name"),
                widget=UnfoldAdminSelectWidget,
                error_messages={"required": "Choose the company that the page is for."},
            )

    @property
    def company_id(self) -> int:
        """The company that was chosen, or the admin's own. Only of a valid form."""
        chosen = self.cleaned_data.get("company")
        company_id = chosen.pk if chosen else self.actor.company_id
        assert isinstance(company_id, int), "whoever is no superuser has a company"
        return company_id


class TokenForm(CompanyChoiceForm):
    """A page's token, and nothing about the page: that Facebook says."""

    access_token = CharField(
        label="Access token of the page",
        strip=True,
        max_length=LONGEST_TOKEN,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="From the Facebook app's dashboard: Messenger, API settings, “Generate token” "
        "beside the page. Name and number of the page come from Facebook.",
        error_messages={"required": "Paste the token of the page."},
    )

    def clean_access_token(self) -> str:
        token = str(self.cleaned_data["access_token"])
        if not is_token(token):
            raise ValidationError(NO_TOKEN)
        return token


class ChoiceForm(Form):
    """Which of the pages that were found."""

    pages = MultipleChoiceField(
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        error_messages={
            "required": "Choose at least one page.",
            "invalid_choice": "This page was not found at your sign-in.",
        },
    )

    def __init__(self, page_ids: Sequence[str], *args: Any) -> None:
        super().__init__(*args)
        field = self.fields["pages"]
        assert isinstance(field, MultipleChoiceField)
        field.choices = [(page_id, page_id) for page_id in page_ids]
