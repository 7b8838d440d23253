"""What we do on others' news."""

from handoff.accounts.events import UserDeactivated
from handoff.actor import system_of
from handoff.news.emitting import subscribe


def release_what_they_had(news: UserDeactivated) -> None:
    """An agent who cannot sign in any more has no conversations."""
    from conversations.actions.handoff import release_all_of

    actor = system_of(news.company_id, door="accounts")
    release_all_of(actor, user_id=news.user_id, reason="deactivated")


def register() -> None:
    subscribe(UserDeactivated, release_what_they_had)
