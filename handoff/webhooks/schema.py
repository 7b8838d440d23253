"""What `/api/webhooks` takes and answers."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from rest_framework.serializers import CharField, ListField, Serializer

from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import LIMIT, PAGE, Pagination, count, flag, id_in_path, moment, text
from handoff.realtime.dialects.dashboard.frames import CHANNELS, FRAME_NAMES, INTERNAL
from handoff.webhooks.serializers import Names, WishesInput


class Webhook(Serializer[Any]):
    """Where events are posted to, which, and how that goes."""

    id = count()
    url = text()
    description = text()
    event_types = Names(FRAME_NAMES)
    include = Names(frozenset(INTERNAL.values()))
    channels = Names(CHANNELS)
    page_ids = ListField(child=CharField(), help_text="Only of these pages; none: of all.")
    is_active = flag()
    created_at = moment()
    old_secret_ends_at = moment("Until when the secret before signs too.", allow_null=True)
    last_success_at = moment(allow_null=True)
    last_failure_at = moment(allow_null=True)
    last_failure = text("In words.")
    consecutive_failures = count()
    failing_since = moment(allow_null=True)
    switched_off_because = text()


class WebhookList(Serializer[Any]):
    """A page of webhooks."""

    webhooks = Webhook(many=True)
    pagination = Pagination()


class OneWebhook(Serializer[Any]):
    """One webhook."""

    webhook = Webhook()


class WithSecret(OneWebhook):
    """The secret stands in this answer alone."""

    secret = text("Signs what is posted.")


class Removed(Serializer[Any]):
    """What was done."""

    message = text()


EXAMPLE: Final = {
    "id": 3,
    "url": "https://example.com/handoff",
    "description": "Our helpdesk",
    "event_types": ["agent_requested", "new_message"],
    "include": [],
    "channels": ["messenger"],
    "page_ids": [],
    "is_active": True,
    "created_at": "2026-11-02T09:30:12.402Z",
    "old_secret_ends_at": None,
    "last_success_at": "2026-11-02T09:37:20.511Z",
    "last_failure_at": None,
    "last_failure": "",
    "consecutive_failures": 0,
    "failing_since": None,
    "switched_off_because": "",
}
WISHES: Final = {"url": EXAMPLE["url"], "event_types": EXAMPLE["event_types"]}
SECRET: Final = "whsec_3f1c0d9e8b7a6f5e"  # noqa: S105  (an example)
WEBHOOK_ID: Final = id_in_path("endpoint_id", "The webhook's id.", "3")
CHANGES = body_of(
    "WebhookChanges",
    WishesInput,
    url=text(max_length=2_000, required=False),
    event_types=Names(FRAME_NAMES, allow_empty=False, required=False),
)
about = partial(describe, tag="Webhooks")

list_webhooks = about(
    "list_webhooks",
    "List webhooks, the oldest first",
    parameters=[PAGE, LIMIT],
    reply=WebhookList,
    example={
        "webhooks": [EXAMPLE],
        "pagination": {"page": 1, "limit": 50, "total": 1, "total_pages": 1, "has_more": False},
    },
)
read_webhook = about(
    "read_webhook",
    "Read a webhook",
    parameters=[WEBHOOK_ID],
    reply=OneWebhook,
    example={"webhook": EXAMPLE},
    refuses=[404],
)
create_webhook = about(
    "create_webhook",
    "Have events posted to an address",
    words="At most 20 a company. The address may not lead into a private network, unless the "
    "installation allows it.",
    body=body_of("WebhookWishes", WishesInput),
    body_example=WISHES,
    reply=WithSecret,
    example={"webhook": EXAMPLE, "secret": SECRET},
    status=201,
    refuses=[409],
)
change_webhook = about(
    "change_webhook",
    "Change a webhook",
    words="What is not named stays as it is.",
    parameters=[WEBHOOK_ID],
    body=CHANGES,
    body_example={"is_active": False},
    reply=OneWebhook,
    example={"webhook": EXAMPLE},
    refuses=[404],
)
remove_webhook = about(
    "remove_webhook",
    "Remove a webhook",
    words="What waits to be posted is not posted any more.",
    parameters=[WEBHOOK_ID],
    reply=Removed,
    example={"message": "Webhook removed"},
    refuses=[404],
)
roll_secret = about(
    "roll_webhook_secret",
    "Make a new secret",
    words="For 24 hours the one before signs too.",
    parameters=[WEBHOOK_ID],
    reply=WithSecret,
    example={"webhook": EXAMPLE, "secret": SECRET},
    refuses=[404],
)
