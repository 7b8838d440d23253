"""What we write to a company's admins about their pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from customers.events import PageTokenDied
from customers.models import Page
from handoff.accounts.models import User
from handoff.mail import letters
from handoff.mail.letters import Letter, address_of
from handoff.mail.posting import post
from handoff.news.emitting import subscribe
from handoff.outbox.kinds import Stale

MOST_ADMINS = 50
KEPT = (
    "Until the page is connected again, answers do not reach its customers: they are kept and "
    "shown as failed, and an admin can send them again afterwards."
)


def register() -> None:
    letters.register("page_token_died", page_token_died)
    subscribe(PageTokenDied, post_token_died)


def post_token_died(news: PageTokenDied) -> None:
    """To each active admin of the company; to nobody where this installation sends no mail."""
    if not settings.SENDS_MAIL:
        return
    for user in User.objects.admins_of(news.company_id)[:MOST_ADMINS]:
        post(
            "page_token_died",
            company_id=news.company_id,
            lane=f"mail:page:{news.page_id}:{user.pk}",
            page_id=news.page_id,
            user_id=user.pk,
        )


def page_token_died(payload: Mapping[str, Any]) -> Letter:
    """What happened and what to do. Raises `Stale` if it is over, or not theirs to mend."""
    page = Page.objects.with_dead_token().filter(pk=payload["page_id"]).first()
    admins = User.objects.admins_of(page.company_id) if page else User.objects.none()
    user = admins.filter(pk=payload["user_id"]).first()
    if page is None or user is None:
        raise Stale("The page is connected again, or this user is no admin any more")
    return Letter(
        to=user.email,
        subject=f"{page.name} has lost its connection to Facebook",
        lines=(
            f"Hello {user.name},",
            f"Facebook no longer takes what Handoff sends for the page {page.name}.",
            page.token_died_reason,
            KEPT,
        ),
        link=address_of("admin:customers_page_change", str(page.pk)),
        link_words="Connect it again",
        small="You get this once, because you are an admin of the company.",
    )
