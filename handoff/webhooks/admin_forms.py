"""The form of an endpoint, and what is asked on its page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import CharField, Form, ModelForm, MultipleChoiceField, TypedChoiceField
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from customers.models import Page
from handoff.accounts.models import User
from handoff.realtime.dialects.dashboard.frames import CHANNELS, FRAME_NAMES, INTERNAL
from handoff.webhooks.actions import Wishes
from handoff.webhooks.models import LONGEST_URL, WebhookEndpoint

if TYPE_CHECKING:
    EndpointModelForm = ModelForm[WebhookEndpoint]
else:
    EndpointModelForm = ModelForm

EVENT_WORDS = {
    "new_message": "somebody said something",
    "agent_requested": "a person is wanted",
    "agent_assignment_changed": "another agent answers, or none",
    "agent_status_changed": "the same, in the older shape",
    "customer_updated": "the customer bears another name",
    "customer_stop_status_changed": "the bot fell silent, or may speak again",
    "message_state_changed": "a message or a file of it came further, or got a reaction",
    "chat_started": "a website chat waits",
    "messages_read": "the staff or the guest of a room has read",
    "handover_offered": "somebody going off duty offers all conversations",
    "handover_changed": "such an offer was accepted, ended, or is carried out",
    "conversation_closed": "a chat or a room's conversation has ended",
}
INCLUDE_WORDS = {"notes": "Notes of the team", "system": "System lines"}
CHANNEL_WORDS = {"messenger": "Messenger", "chat": "Website chat", "room": "Hotel rooms"}
MOST_PAGES = 500
WISHED = (
    "description", "url", "is_active", "event_types", "include", "channels", "page_ids",
)  # fmt: skip


def event_choices() -> list[tuple[str, str]]:
    """What the dialect tells, the best known first."""
    names = [*EVENT_WORDS, *sorted(FRAME_NAMES - EVENT_WORDS.keys())]
    return [
        (name, f"{name}: {EVENT_WORDS[name]}" if name in EVENT_WORDS else name)
        for name in names
        if name in FRAME_NAMES
    ]


def worded(names: Any, words: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, words.get(name, name)) for name in sorted(names)]


class Checkboxes(MultipleChoiceField):
    widget = UnfoldAdminCheckboxSelectMultipleWidget


class EndpointForm(EndpointModelForm):
    """`by` fills it in. `address_refusal` is what was found about the address before the
    transaction began (`addresses.why_refused`)."""

    by: ClassVar[User]
    address_refusal: ClassVar[str]

    url = CharField(
        label="Address",
        max_length=LONGEST_URL,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "https://crm.example/handoff"}),
        help_text="Where events are POSTed to. Redirects are not followed.",
    )
    event_types = Checkboxes(label="Events", choices=event_choices)
    include = Checkboxes(
        label="Include in messages",
        required=False,
        choices=lambda: worded(INTERNAL.values(), INCLUDE_WORDS),
        help_text="What customers never see. It leaves your team with this.",
    )
    channels = Checkboxes(choices=lambda: worded(CHANNELS, CHANNEL_WORDS), initial=["messenger"])
    page_ids = Checkboxes(label="Pages", required=False, help_text="None: all pages.")

    class Meta:
        model = WebhookEndpoint
        fields = WISHED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "page_ids" in self.fields:
            pages = self.fields["page_ids"]
            assert isinstance(pages, MultipleChoiceField)
            pages.choices = self._page_choices()

    def _page_choices(self) -> list[tuple[str, str]]:
        """The company's pages; those that were chosen and are gone stay, or saving would widen."""
        pages = Page.objects.visible_to(self.by.as_actor(door="admin")).select_related("company")
        if self.instance.pk:
            pages = pages.filter(company=self.instance.company_id)
        found = {
            page.page_id: f"{page.name} ({page.company})" if self.by.is_superuser else page.name
            for page in pages.order_by("name")[:MOST_PAGES]
        }
        gone = [page_id for page_id in self.instance.page_ids if page_id not in found]
        return [*found.items(), *((page_id, f"{page_id} (not here any more)") for page_id in gone)]

    def clean_url(self) -> str:
        if self.address_refusal:
            raise ValidationError(self.address_refusal)
        return str(self.cleaned_data["url"])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        company = given.get("company")
        if company is not None and given.get("page_ids"):
            own = Page.objects.filter(company=company, page_id__in=given["page_ids"])
            if own.count() < len(given["page_ids"]):
                self.add_error("page_ids", "Choose pages of that company.")
        return given

    def wishes(self) -> Wishes:
        """What was asked for, once the form is valid."""
        return Wishes(**{name: self.cleaned_data[name] for name in WISHED})


class SinceForm(Form):
    """How far back to look for what failed."""

    hours = TypedChoiceField(
        label="What failed in",
        coerce=lambda text: timedelta(hours=int(text)),
        choices=[
            ("1", "the last hour"),
            ("24", "the last day"),
            ("72", "the last 3 days"),
            ("168", "the last week"),
            ("720", "the last 30 days"),
        ],
        initial="24",
        widget=UnfoldAdminSelectWidget,
    )
