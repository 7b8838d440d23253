"""The cast: everybody who plays in the tests, and the room they play in."""

from __future__ import annotations

import pytest

from conversations.models import Bot, Conversation
from customers.models import Page, ParticipantSession
from handoff.accounts.models import Company, Role, User
from tests.alone import is_long, wants_to_be_alone
from tests.cast import (
    JOHN_ID,
    PAGE_ID,
    PASSWORD,
    make_user,
    make_visitor,
    open_chat,
    open_conversation,
)
from tests.replies import replies_are_described

__all__ = ["replies_are_described"]  # for every test: no reply without a description


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if wants_to_be_alone(item.path):
            item.add_marker("alone")
    items.sort(key=lambda item: not is_long(item.path))


@pytest.fixture
def hotel(db: None) -> Company:
    return Company.objects.create(name="Hotel ABC", slug="hotel-abc")


@pytest.fixture
def globex(db: None) -> Company:
    return Company.objects.create(name="Globex", slug="globex")


@pytest.fixture
def alice(hotel: Company) -> User:
    return make_user(hotel, "Alice Adams", Role.AGENT, job_title="Guest Services")


@pytest.fixture
def bob(hotel: Company) -> User:
    return make_user(hotel, "Bob Brown", Role.AGENT, job_title="Receptionist")


@pytest.fixture
def amira(hotel: Company) -> User:
    return make_user(hotel, "Amira Aziz", Role.ADMIN)


@pytest.fixture
def vera(hotel: Company) -> User:
    return make_user(hotel, "Vera Vidal", Role.CUSTOMER)


@pytest.fixture
def charlie(globex: Company) -> User:
    return make_user(globex, "Charlie Clark", Role.AGENT)


@pytest.fixture
def root(db: None) -> User:
    """Who runs the whole installation."""
    return User.objects.create_superuser("root@demo.test", PASSWORD)


@pytest.fixture
def page(hotel: Company) -> Page:
    """The hotel's page, with nobody in front."""
    return Page.objects.create(
        company=hotel, page_id=PAGE_ID, name="Hotel ABC", access_token="simulator-token"
    )


@pytest.fixture
def bot(page: Page) -> Bot:
    """Puts the embedded bot in front of the hotel's page. Name it before `john`."""
    return Bot.objects.create(company=page.company, page=page, kind="faq")


@pytest.fixture
def john(page: Page) -> Conversation:
    """The conversation with John Doe: with the bot if the page has one, else he waits."""
    return open_conversation(page, JOHN_ID, "John Doe")


@pytest.fixture
def nora(hotel: Company) -> ParticipantSession:
    """A visitor of the hotel's website."""
    return make_visitor(hotel, "Nora Novak")


@pytest.fixture
def chat(nora: ParticipantSession) -> Conversation:
    """Nora's chat: she waits."""
    return open_chat(nora)


@pytest.fixture
def globex_page(globex: Company) -> Page:
    return Page.objects.create(
        company=globex, page_id="555000111222333", name="Globex", access_token="globex-token"
    )
