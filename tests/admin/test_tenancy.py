"""One company never sees, opens, chooses or posts another's things in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from conversations.models import (
    Attachment,
    Bot,
    Conversation,
    FaqEntry,
    HandoffRecord,
    Handover,
    Message,
    RecordSeal,
)
from customers.models import (
    Customer,
    Guest,
    Page,
    Room,
    RoomSettings,
    UnknownPage,
    Visitor,
    Widget,
)
from handoff.accounts.models import AgentAvailability, Company, User
from handoff.news.models import Event, Stream
from handoff.webhooks.models import WebhookEndpoint
from livechat.models import CannedResponse, ChatSession, ChatSettings, Ticket, TicketCategory
from tests.admin.conftest import Things

TENANT_MODELS = [
    Company, User, Page, Customer, Conversation, Message, Attachment, HandoffRecord, RecordSeal,
    Bot, FaqEntry, Stream, Event, Widget, Visitor, WebhookEndpoint,
    CannedResponse, Ticket, TicketCategory, AgentAvailability, ChatSession, ChatSettings,
    Room, Guest, RoomSettings, Handover,
]  # fmt: skip
READ_ONLY = [
    Visitor, Conversation, Message, Attachment, HandoffRecord, RecordSeal, Stream, Event,
    AgentAvailability, ChatSession, Guest, Handover,
]  # fmt: skip
DELETABLE = [Page, Widget, Bot, FaqEntry, WebhookEndpoint, CannedResponse, TicketCategory]


def address(model: type[Model], what: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def rows(answer: Any) -> set[Any]:
    return {row.pk for row in answer.context["cl"].result_list}


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_a_list_shows_the_own_company(
    admin: Client, superuser: Client, ours: Things, theirs: Things, model: type[Model]
) -> None:
    own, foreign = ours[model].pk, theirs[model].pk

    seen = rows(admin.get(address(model, "changelist")))
    all_seen = rows(superuser.get(address(model, "changelist")))

    assert own in seen
    assert foreign not in seen
    assert {own, foreign} <= all_seen


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_a_list_page_names_nobody_of_another_company(
    admin: Client, ours: Things, theirs: Things, model: type[Model]
) -> None:
    """Neither in a row nor in a filter."""
    page = admin.get(address(model, "changelist")).content.decode()

    for word in ("Theirs", "Globex", "globex", "charlie", "555000111222333"):
        assert word not in page


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_own_things_open_and_foreign_ones_do_not_exist(
    admin: Client, superuser: Client, ours: Things, theirs: Things, model: type[Model]
) -> None:
    index = reverse("admin:index")
    for what in ("change", "delete", "history"):
        answer = admin.get(address(model, what, theirs[model].pk))
        may_not = (answer.status_code, answer.get("Location")) == (302, index)
        assert may_not or answer.status_code in (403, 404), what

    assert admin.get(address(model, "change", ours[model].pk)).status_code == 200
    assert superuser.get(address(model, "change", theirs[model].pk)).status_code == 200


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_foreign_things_cannot_be_posted_to(
    admin: Client, ours: Things, theirs: Things, model: type[Model]
) -> None:
    foreign = theirs[model]
    if model is Page:
        Page.objects.update(access_token="")  # or it could not be deleted in any case
    before = model._default_manager.filter(pk=foreign.pk).values().get()

    data = {"name": "x", "question": "x", "answer": "x", "email": "x@demo.test", "role": "admin"}
    admin.post(address(model, "change", foreign.pk), data)
    admin.post(address(model, "delete", foreign.pk), {"post": "yes"})
    selected = {"action": "delete_selected", "_selected_action": [foreign.pk], "post": "yes"}
    admin.post(address(model, "changelist"), selected)

    assert model._default_manager.filter(pk=foreign.pk).values().get() == before


@pytest.mark.parametrize("model", READ_ONLY)
def test_history_is_read_only(superuser: Client, ours: Things, model: type[Model]) -> None:
    own = ours[model]
    assert superuser.get(address(model, "add")).status_code == 403
    for what in ("change", "delete"):
        assert superuser.post(address(model, what, own.pk), {"post": "yes"}).status_code == 403
    assert model._default_manager.filter(pk=own.pk).exists()


@pytest.mark.parametrize("model", [m for m in TENANT_MODELS if m not in DELETABLE])
def test_what_has_history_is_not_deleted(
    superuser: Client, ours: Things, model: type[Model]
) -> None:
    answer = superuser.post(address(model, "delete", ours[model].pk), {"post": "yes"})

    assert answer.status_code == 403


def test_a_page_with_customers_is_not_deleted_either(admin: Client, ours: Things) -> None:
    Page.objects.update(access_token="")
    admin.post(address(Page, "delete", ours[Page].pk), {"post": "yes"})

    assert Page.objects.filter(pk=ours[Page].pk).exists()


def test_an_answer_of_the_bot_may_be_deleted(admin: Client, ours: Things) -> None:
    admin.post(address(FaqEntry, "delete", ours[FaqEntry].pk), {"post": "yes"})

    assert not FaqEntry.objects.filter(pk=ours[FaqEntry].pk).exists()


def test_a_field_offers_and_accepts_the_own_company_only(
    admin: Client, ours: Things, theirs: Things
) -> None:
    Bot.objects.all().delete()
    form = admin.get(address(Bot, "add")).context["adminform"].form

    offered = set(form.fields["page"].queryset)
    answer = admin.post(address(Bot, "add"), {"page": theirs[Page].pk, "kind": "faq"})

    assert offered == {ours[Page]}
    assert "page" in answer.context["adminform"].form.errors
    assert not Bot.objects.exists()


def test_what_an_admin_makes_belongs_to_the_own_company(
    admin: Client, ours: Things, theirs: Things, hotel: Company
) -> None:
    data = {"company": theirs[Company].pk, "question": "New?", "answer": "Yes.", "variants": ""}
    admin.post(address(FaqEntry, "add"), data)

    assert FaqEntry.objects.get(question="New?").company == hotel


def test_a_superuser_chooses_the_company(superuser: Client, globex: Company) -> None:
    data = {"company": globex.pk, "question": "New?", "answer": "Yes.", "variants": ""}
    superuser.post(address(FaqEntry, "add"), data)

    assert FaqEntry.objects.get(question="New?").company == globex


def test_nothing_moves_to_another_company(admin: Client, ours: Things, theirs: Things) -> None:
    own = ours[FaqEntry]
    data = {"company": theirs[Company].pk, "question": "Changed?", "answer": "Yes."}
    admin.post(address(FaqEntry, "change", own.pk), data)

    own.refresh_from_db()
    assert (own.question, own.company) == ("Changed?", ours[Company])


def test_a_bot_belongs_to_the_company_of_its_page(superuser: Client, theirs: Things) -> None:
    Bot.objects.all().delete()
    superuser.post(address(Bot, "add"), {"page": theirs[Page].pk, "kind": "faq"})

    assert Bot.objects.get().company == theirs[Company]


def test_unknown_pages_are_for_superusers(admin: Client, superuser: Client, theirs: Things) -> None:
    assert admin.get(address(UnknownPage, "changelist")).status_code == 403
    assert superuser.get(address(UnknownPage, "changelist")).status_code == 200
    assert b"Unknown page" not in admin.get(reverse("admin:index")).content


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (User, "password__startswith=md5"),
        (Room, "pin__startswith=g"),
        (Guest, "room__pin__contains=a"),
        (Page, "access_token__startswith=g"),
        (Conversation, "agent__password__startswith=md5"),
        (Message, "conversation__customer__page__access_token__contains=a"),
    ],
)
def test_no_question_is_answered_about_a_secret(
    admin: Client, ours: Things, model: type[Model], query: str
) -> None:
    answer = admin.get(f"{address(model, 'changelist')}?{query}")

    assert answer.status_code == 400
