"""An admin shuts a visitor out, and sets a widget's secret without ever seeing one."""

from __future__ import annotations

from typing import Any

from django.test import Client

from customers.models import ParticipantSession, Visitor, Widget
from tests.admin.conftest import Things
from tests.admin.test_tenancy import address
from tests.cast import make_visitor


def test_ends_the_sessions_of_the_own_companys_visitors_alone(
    admin: Client, ours: Things, theirs: Things
) -> None:
    own = make_visitor(ours[Visitor].company, "Nora Novak")
    foreign = make_visitor(theirs[Visitor].company, "Greta Globex")
    chosen = [own.visitor_id, foreign.visitor_id]

    answer = admin.post(
        address(Visitor, "changelist"),
        {"action": "end_sessions", "_selected_action": chosen},
        follow=True,
    )

    assert "1 sessions ended" in answer.content.decode()
    ended = ParticipantSession.objects.exclude(ended_at=None)
    assert list(ended) == [own]


def test_a_secret_goes_in_and_never_comes_out(admin: Client, ours: Things) -> None:
    widget: Any = ours[Widget]
    place = address(Widget, "change", widget.pk)
    fields = {"name": "Site", "key": "our-site", "allowed_origins": ""}

    assert "secret of Ours" not in admin.get(place).content.decode()
    admin.post(place, {**fields, "new_secret": ""})
    widget.refresh_from_db()
    assert (widget.name, widget.secret) == ("Site", "secret of Ours")
    admin.post(place, {**fields, "new_secret": "another secret of 30 letters"})
    widget.refresh_from_db()
    assert widget.secret == "another secret of 30 letters"
    for wrong in ({"new_secret": "short"}, {"allowed_origins": "shop.example"}):
        assert admin.post(place, {**fields, **wrong}).status_code == 200
    widget.refresh_from_db()
    assert (widget.secret, widget.allowed_origins) == ("another secret of 30 letters", "")
