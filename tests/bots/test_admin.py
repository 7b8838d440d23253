"""Setting up a bot in the admin, and trying it out."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from conversations.models import Bot, Conversation, Message
from customers.models import Page
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.outbox.models import Delivery
from tests.answering import cut, reply
from tests.bots.conftest import SECRET
from tests.bots.fake_bot import FakeBot


@pytest.fixture
def admin(amira: User) -> Client:
    client = Client()
    client.force_login(amira)
    return client


def add(admin: Client, page: Page, **fields: Any) -> dict[str, list[str]]:
    """Post the form of a new bot; its errors."""
    answer = admin.post(reverse("admin:conversations_bot_add"), {"page": page.pk, **fields})
    return errors_of(answer)


def change(admin: Client, bot: Bot, **fields: Any) -> dict[str, list[str]]:
    """Post the form of a bot with these fields changed; its errors."""
    known = {
        name: getattr(bot, name)
        for name in (
            "kind", "endpoint", "format", "model_name", "instructions", "timeout_seconds",
            "max_turns", "max_tokens", "history_messages",
        )
    }  # fmt: skip
    data = {"page": bot.page_id, "is_active": "on", **known, **fields}
    answer = admin.post(reverse("admin:conversations_bot_change", args=(bot.pk,)), data)
    bot.refresh_from_db()
    return errors_of(answer)


def errors_of(answer: Any) -> dict[str, list[str]]:
    return {} if answer.status_code == 302 else dict(answer.context["adminform"].form.errors)


WEBHOOK = {"kind": "webhook", "endpoint": "https://bot.example/turns", "new_secret": SECRET}
MODEL = {
    "kind": "openai_compatible", "endpoint": "http://127.0.0.1:8080/v1", "model_name": "small-one",
}  # fmt: skip


# --- The form


def test_a_webhook_is_set_up(admin: Client, page: Page) -> None:
    assert add(admin, page, **WEBHOOK, format="rasa", timeout_seconds=9, is_active="on") == {}
    bot = Bot.objects.get()
    assert (bot.kind, bot.endpoint, bot.secret) == ("webhook", WEBHOOK["endpoint"], SECRET)
    assert (bot.company, bot.format, bot.timeout_seconds) == (page.company, "rasa", 9)


def test_a_chat_model_needs_no_key(admin: Client, page: Page) -> None:
    assert add(admin, page, **MODEL) == {}
    assert Bot.objects.get().secret == ""


def test_what_is_left_empty_has_its_default(admin: Client, page: Page) -> None:
    assert add(admin, page, **MODEL, timeout_seconds="", max_tokens="", format="") == {}
    bot = Bot.objects.get()
    assert (bot.timeout_seconds, bot.max_tokens, bot.format) == (20, 600, "handoff")


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({**WEBHOOK, "endpoint": ""}, "endpoint", "Enter the address that turns are sent to."),
        ({**WEBHOOK, "endpoint": "bot.example"}, "endpoint", "starts with http"),
        ({**WEBHOOK, "endpoint": "file:///etc/passwd"}, "endpoint", "starts with http"),
        ({**WEBHOOK, "endpoint": "https://a:b@bot.example"}, "endpoint", "without a password"),
        ({**WEBHOOK, "new_secret": ""}, "new_secret", "16 characters or more"),
        ({**WEBHOOK, "new_secret": "short"}, "new_secret", "16 characters or more"),
        ({**WEBHOOK, "new_secret": "short", "format": "rasa"}, "new_secret", "16 characters"),
        ({**MODEL, "endpoint": ""}, "endpoint", "base address"),
        (
            {**MODEL, "endpoint": "http://m.example/v1/chat/completions/"},
            "endpoint",
            "without /chat/completions",
        ),
        ({**MODEL, "model_name": ""}, "model_name", "name of the model"),
        ({**MODEL, "new_secret": "schlüssel"}, "new_secret", "plain letters"),
        ({**MODEL, "timeout_seconds": 61}, "timeout_seconds", "60"),
        ({**MODEL, "timeout_seconds": 0}, "timeout_seconds", "1"),
        ({**MODEL, "max_turns": 0}, "max_turns", "1"),
        ({**MODEL, "max_tokens": 100_000}, "max_tokens", "8192"),
        ({**MODEL, "history_messages": 101}, "history_messages", "100"),
        ({**MODEL, "kind": "oracle"}, "kind", "valid choice"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(
    admin: Client, page: Page, fields: dict[str, Any], field: str, sentence: str
) -> None:
    errors = add(admin, page, **fields)
    assert sentence in " ".join(errors[field])
    assert not Bot.objects.exists()


def test_the_secret_never_comes_out(admin: Client, webhook: Bot) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM conversations_bot")
        (stored,) = cursor.fetchone()
    page = admin.get(reverse("admin:conversations_bot_change", args=(webhook.pk,)))
    refused = admin.post(
        reverse("admin:conversations_bot_change", args=(webhook.pk,)),
        {"page": webhook.page_id, "kind": "webhook", "new_secret": "not-so-long-a-typo"},
    )
    assert SECRET not in stored
    assert SECRET not in page.content.decode()
    assert "not-so-long-a-typo" not in refused.content.decode()


def test_the_secret_is_kept_changed_or_forgotten(admin: Client, model: Bot) -> None:
    assert change(admin, model, max_turns=7) == {}
    assert (model.secret, model.max_turns) == ("key-1", 7)
    assert change(admin, model, new_secret="key-2") == {}
    assert model.secret == "key-2"
    assert change(admin, model, forget_secret="on") == {}
    assert model.secret == ""


@pytest.mark.parametrize(
    "move", [{"endpoint": "https://thief.example/v1"}, {"kind": "webhook", "format": "rasa"}]
)
def test_a_stored_secret_does_not_move_to_another_place(
    admin: Client, model: Bot, move: dict[str, str]
) -> None:
    Bot.objects.update(secret=SECRET)
    model.refresh_from_db()
    assert "enter its secret again" in " ".join(change(admin, model, **move)["new_secret"])
    assert change(admin, model, **move, new_secret="another-secret-for-there") == {}


def test_the_path_may_change_without_the_secret(admin: Client, model: Bot) -> None:
    assert change(admin, model, endpoint=f"{model.endpoint}beta/") == {}


# --- Trying it


def try_it(client: Client, bot: Bot, text: str = "What time is breakfast?") -> Any:
    return client.post(reverse("admin:conversations_bot_try", args=(bot.pk,)), {"text": text})


def test_the_box_stands_on_the_page_of_the_bot(admin: Client, webhook: Bot) -> None:
    page = admin.get(reverse("admin:conversations_bot_change", args=(webhook.pk,))).content.decode()
    assert reverse("admin:conversations_bot_try", args=(webhook.pk,)) in page
    assert "Try it" in page
    assert "Try it" not in admin.get(reverse("admin:conversations_bot_add")).content.decode()


def test_shows_the_answer_and_stores_nothing(
    admin: Client, webhook: Bot, elsewhere: FakeBot
) -> None:
    elsewhere.says(reply(200, {"messages": ["At <b>seven</b>", "Sundays at eight"]}))
    page = try_it(admin, webhook).content.decode()

    assert "At &lt;b&gt;seven&lt;/b&gt;" in page
    assert "Sundays at eight" in page
    assert "After 0" in page
    asked = elsewhere.asked[0].body
    assert (asked["text"], asked["is_trial"]) == ("What time is breakfast?", True)
    for model in (Conversation, Message, Delivery, Event):
        assert not model._default_manager.exists()


@pytest.mark.parametrize(
    ("answering", "words"),
    [
        (reply(200, {"handoff": True, "reason": "refund"}), "It asks for a person: refund"),
        (reply(401, {"error": "Who are you?"}), "In its own words: Who are you?"),
        (reply(500), "It failed: It answered with status 500."),
        (cut, "It failed: The connection broke off."),
        (reply(200, {}), "It failed: It had nothing to say."),
        (reply(200, b"<p>"), "something that is not JSON"),
    ],
)
def test_shows_in_words_what_went_wrong(
    admin: Client, webhook: Bot, elsewhere: FakeBot, answering: Any, words: str
) -> None:
    elsewhere.says(answering)
    assert words in try_it(admin, webhook).content.decode()


def test_a_trial_ends_with_the_timeout_of_the_bot(
    admin: Client, webhook: Bot, elsewhere: FakeBot
) -> None:
    Bot.objects.update(timeout_seconds=1)
    elsewhere.says(elsewhere.never)
    answer = try_it(admin, webhook)
    assert "It failed: Timed out." in answer.content.decode()
    assert 0.9 < answer.context["trial"].seconds < 4


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_the_bot_thinks(
    admin: Client, webhook: Bot, elsewhere: FakeBot
) -> None:
    ours = connections["default"]
    held = []

    def look(handler: BaseHTTPRequestHandler) -> None:
        held.append(ours.connection is not None)
        reply(200, {"text": "At seven"})(handler)

    elsewhere.says(look)
    assert "At seven" in try_it(admin, webhook).content.decode()
    assert held == [False]


def test_the_embedded_bot_can_be_tried_too(admin: Client, bot: Bot) -> None:
    assert "I don&#x27;t know the answer" in try_it(admin, bot).content.decode()


@pytest.mark.parametrize("text", ["", " ", "x" * 1001])
def test_a_sentence_is_needed(admin: Client, webhook: Bot, elsewhere: FakeBot, text: str) -> None:
    answer = try_it(admin, webhook, text)
    assert answer.status_code == 200
    assert answer.context["trial_form"].errors
    assert elsewhere.asked == []


def test_agents_and_other_companies_try_nothing(
    webhook: Bot, elsewhere: FakeBot, alice: User, globex_page: Page, charlie: User
) -> None:
    charlie.role = "admin"
    charlie.save()
    for user, statuses in ((alice, (302, 403)), (charlie, (404,)), (None, (302,))):
        client = Client()
        if user:
            client.force_login(user)
        assert try_it(client, webhook).status_code in statuses
    assert elsewhere.asked == []


def test_a_trial_needs_a_post_and_its_token(
    admin: Client, amira: User, webhook: Bot, elsewhere: FakeBot
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amira)
    assert try_it(strict, webhook).status_code == 403
    address = reverse("admin:conversations_bot_try", args=(webhook.pk,))
    assert admin.get(address).status_code == 405
    assert elsewhere.asked == []
