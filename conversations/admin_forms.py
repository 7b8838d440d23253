"""The form of a bot: what each kind needs, said in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, Form, ModelForm
from unfold.widgets import (
    UnfoldAdminPasswordWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from conversations.bots.trial import LONGEST_TEXT
from conversations.models import Bot, BotKind, WebhookFormat
from handoff.outgoing.addresses import is_web_address, origin_of

if TYPE_CHECKING:
    BotModelForm = ModelForm[Bot]
else:
    BotModelForm = ModelForm

SHORTEST_SIGNING_SECRET = 16
COMPLETIONS_PATH = "/chat/completions"


class BotForm(BotModelForm):
    """The secret goes in and never comes out. What a kind does not use may be left empty."""

    new_secret = CharField(
        label="Secret",
        required=False,
        strip=True,
        max_length=500,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="A webhook's requests are signed with it; a chat model gets it as its API key. "
        "Leave empty to keep what is stored.",
    )
    forget_secret = BooleanField(
        label="Forget the stored secret", required=False, widget=UnfoldBooleanSwitchWidget
    )

    class Meta:
        model = Bot
        fields = (
            "page", "kind", "is_active", "endpoint", "format", "model_name", "instructions",
            "is_streamed", "has_newer_limit", "timeout_seconds", "max_turns", "max_tokens",
            "history_messages",
        )  # fmt: skip
        labels: ClassVar = {
            "history_messages": "History, in messages",
            "timeout_seconds": "Timeout, in seconds",
            "max_turns": "Most turns",
            "max_tokens": "Most tokens",
        }
        help_texts: ClassVar = {
            "endpoint": "Webhook: where turns are POSTed to. "
            "Chat model: the base address, such as https://api.openai.com/v1.",
            "model_name": "As the server calls it.",
            "instructions": "What the model is told before every conversation: who it is, what it "
            "knows, how it speaks. Empty: a short text of ours.",
            "is_streamed": "Ask for the answer piece by piece: for servers or proxies that "
            "otherwise close a connection on which nothing moves.",
            "has_newer_limit": "Send max_completion_tokens instead of max_tokens, as newer models "
            "of OpenAI demand.",
            "timeout_seconds": "How long one try may take: 1 to 60. After a minute of tries a "
            "person is asked.",
            "max_turns": "After so many answers in one conversation a person is asked.",
            "max_tokens": "The longest answer.",
            "history_messages": "How much of what was said before the bot is told: 0 to 100.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = (self.instance.kind, self.instance.endpoint)
        for name in DEFAULTED:
            if name in self.fields:
                self.fields[name].required = False

    def clean_endpoint(self) -> str:
        endpoint: str = self.cleaned_data["endpoint"].strip()
        if endpoint and not is_web_address(endpoint):
            raise ValidationError(
                "Enter an address that starts with http:// or https://, without a password in it."
            )
        return endpoint

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        for name in DEFAULTED:
            if name in given and given[name] in (None, ""):
                given[name] = getattr(Bot(), name)
        if given.get("kind") == BotKind.WEBHOOK:
            self._check_webhook(given)
        elif given.get("kind") == BotKind.OPENAI_COMPATIBLE:
            self._check_chat_model(given)
        self._check_secret_stays_home(given)
        return given

    def _check_webhook(self, given: dict[str, Any]) -> None:
        if given.get("endpoint") == "":
            self.add_error("endpoint", "Enter the address that turns are sent to.")
        secret = self._secret_after(given)
        is_ours = given.get("format") == WebhookFormat.HANDOFF
        if (is_ours or secret) and len(secret) < SHORTEST_SIGNING_SECRET:
            self.add_error(
                "new_secret",
                "Enter the secret that requests are signed with: "
                f"{SHORTEST_SIGNING_SECRET} characters or more.",
            )

    def _check_chat_model(self, given: dict[str, Any]) -> None:
        if given.get("endpoint") == "":
            self.add_error("endpoint", "Enter the server's base address, such as http://…/v1.")
        elif given.get("endpoint", "").rstrip("/").endswith(COMPLETIONS_PATH):
            self.add_error("endpoint", f"Enter the base address, without {COMPLETIONS_PATH}.")
        if not given.get("model_name"):
            self.add_error("model_name", "Enter the name of the model.")
        secret = self._secret_after(given)
        if secret and not (secret.isascii() and secret.isprintable() and " " not in secret):
            self.add_error("new_secret", "An API key has plain letters, digits and signs only.")

    def _check_secret_stays_home(self, given: dict[str, Any]) -> None:
        """Or whoever may edit a bot could have its stored secret sent to an address of his own."""
        if not self._secret_after(given) or given["new_secret"]:
            return
        kind_before, endpoint_before = self.before
        moves = origin_of(given.get("endpoint") or "") != origin_of(endpoint_before)
        if moves or given.get("kind") != kind_before:
            self.add_error(
                "new_secret",
                "The bot moves to another place: enter its secret again, or have it forgotten.",
            )

    def _secret_after(self, given: dict[str, Any]) -> str:
        """What would be stored."""
        if given.get("new_secret"):
            return str(given["new_secret"])
        return "" if given.get("forget_secret") else self.instance.secret

    def save(self, commit: bool = True) -> Any:
        self.instance.secret = self._secret_after(self.cleaned_data)
        return super().save(commit=commit)


# A kind that does not use one may leave it empty.
DEFAULTED = ("format", "timeout_seconds", "max_turns", "max_tokens", "history_messages")


class TrialForm(Form):
    """One sentence for the bot."""

    text = CharField(
        label="What a customer might write",
        max_length=LONGEST_TEXT,
        widget=UnfoldAdminTextareaWidget(
            attrs={"rows": 2, "placeholder": "What time is breakfast?"}
        ),
        error_messages={"required": "Write something first."},
    )
