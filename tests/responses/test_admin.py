"""Canned responses in the admin: what the database would refuse is said beside its field."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from handoff.accounts.models import Company, User
from livechat.models import CannedResponse
from tests.admin.test_tenancy import address
from tests.responses.conftest import Keeps

pytestmark = pytest.mark.django_db

ASKED: dict[str, Any] = {
    "title": "Greeting", "content": "Hello {{name}}", "category": "", "shortcut_key": "hello",
    "is_shared": "on",
}  # fmt: skip


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def errors(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


def test_an_admin_makes_one_that_is_his_and_changes_others(
    keeps: Keeps, amira: User, bob: User
) -> None:
    browser = browser_of(amira)
    assert browser.post(address(CannedResponse, "add"), ASKED).status_code == 302
    made = CannedResponse.objects.get()
    assert (made.owner, made.company, made.is_shared) == (amira, amira.company, True)

    bobs = keeps(bob)
    page = browser.get(address(CannedResponse, "change", bobs.pk))
    assert "bob@demo.test" in page.content.decode()
    changed = {**ASKED, "shortcut_key": "other", "owner": amira.pk}
    assert browser.post(page.request["PATH_INFO"], changed).status_code == 302
    bobs.refresh_from_db()
    assert (bobs.title, bobs.owner) == ("Greeting", bob)
    assert bobs.updated_at > bobs.created_at


def test_a_shortcut_that_is_taken_is_refused_in_words(
    keeps: Keeps, amira: User, bob: User, root: User
) -> None:
    keeps(bob, shortcut_key="hello", is_shared=True)
    mine = keeps(amira, shortcut_key="mine")

    for user in (amira, root):
        asked = {**ASKED, "company": str(bob.company_id)}
        refused = errors(browser_of(user).post(address(CannedResponse, "add"), asked))
        assert refused == {"shortcut_key": ["Another shared response has this shortcut"]}
    path = address(CannedResponse, "add")
    refused = errors(browser_of(amira).post(path, {**ASKED, "shortcut_key": "mine"}))
    assert refused == {"shortcut_key": ["Another of this person's responses has this shortcut"]}
    path = address(CannedResponse, "change", mine.pk)
    assert "shortcut_key" in errors(browser_of(amira).post(path, ASKED))
    assert "shortcut_key" in errors(browser_of(amira).post(path, {**ASKED, "shortcut_key": "a b"}))
    kept = browser_of(amira).post(path, {**ASKED, "shortcut_key": "mine", "is_shared": ""})
    assert kept.status_code == 302


def test_a_superuser_chooses_the_company(root: User, globex: Company) -> None:
    asked = {**ASKED, "company": str(globex.pk)}
    assert browser_of(root).post(address(CannedResponse, "add"), asked).status_code == 302

    made = CannedResponse.objects.get()
    assert (made.company, made.owner) == (globex, root)


def test_one_may_be_removed(keeps: Keeps, amira: User, bob: User) -> None:
    response = keeps(bob)
    browser_of(amira).post(address(CannedResponse, "delete", response.pk), {"post": "yes"})

    assert not CannedResponse.objects.exists()
