"""`/api/canned-responses` (contract document 4, "Canned Responses")."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from handoff.accounts.permissions import IsTeam
from handoff.commands import read_input
from handoff.errors import Invalid
from handoff.numbers import id_in
from handoff.rest import LiveChatErrors, actor_of, link_header, window_of
from handoff.scopes import RESPONSES_READ, RESPONSES_WRITE
from livechat.models import CannedResponse
from livechat.responses import actions, schema
from livechat.responses.permissions import get_response_by_shortcut, get_response_for
from livechat.responses.serializers import UseInput, response_data, wishes_data, wishes_from
from livechat.responses.using import use_response
from livechat.rest import object_of, words_in


class CannedResponseViewSet(LiveChatErrors, ViewSet):
    """For agents and admins. Answers with `response_data`."""

    permission_classes = (IsTeam,)
    key_scopes: ClassVar = {
        "read": RESPONSES_READ, "use": RESPONSES_READ, "write": RESPONSES_WRITE,
    }  # fmt: skip

    @schema.list_responses
    def list(self, request: Request) -> Response:
        """The own and the shared ones, bare, by title; `category`, `search`, `page`, `limit`
        (200 at most). `X-Total-Count` and `Link` tell the rest."""
        window = window_of(request, default=200)
        found = CannedResponse.objects.visible_to(actor_of(request)).matching(
            category=words_in(request, "category"), search=words_in(request, "search")
        )
        rows = found.with_people()[window.start : window.start + window.limit]
        answer = Response([response_data(response) for response in rows])
        total = found.count()
        answer["X-Total-Count"] = str(total)
        answer["Link"] = link_header(request, window, total)
        return answer

    @schema.create_response
    def create(self, request: Request) -> Response:
        """201. Superusers belong to no company and have none to keep it for."""
        actor = actor_of(request)
        if actor.company_id is None or actor.user_id is None:
            raise Invalid("A canned response belongs to a company, and superusers to none")
        made = actions.create_response(
            actor,
            company_id=actor.company_id,
            owner_id=actor.user_id,
            wishes=wishes_from(object_of(request)),
        )
        return Response(response_data(made), status=HTTPStatus.CREATED)

    @schema.read_response
    def retrieve(self, request: Request, response_id: str) -> Response:
        found = get_response_for(actor_of(request), id_in(response_id))
        return Response(response_data(found))

    @schema.read_by_shortcut
    def by_shortcut(self, request: Request, shortcut: str) -> Response:
        """What the shortcut means for who asks: the own before the shared."""
        return Response(response_data(get_response_by_shortcut(actor_of(request), shortcut)))

    @schema.replace_response
    def update(self, request: Request, response_id: str) -> Response:
        """All anew: what is not named is as if it had just been made."""
        wishes = wishes_from(object_of(request))
        changed = actions.change_response(
            actor_of(request), response_id=id_in(response_id), wishes=wishes
        )
        return Response(response_data(changed))

    @schema.change_response
    def partial_update(self, request: Request, response_id: str) -> Response:
        """What is not named stays."""
        actor = actor_of(request)
        found = get_response_for(actor, id_in(response_id))
        wishes = wishes_from({**wishes_data(found), **object_of(request)})
        changed = actions.change_response(actor, response_id=found.pk, wishes=wishes)
        return Response(response_data(changed))

    @schema.remove_response
    def destroy(self, request: Request, response_id: str) -> Response:
        actions.delete_response(actor_of(request), response_id=id_in(response_id))
        return Response({"message": "Canned response deleted successfully"})

    @schema.use_response
    def use(self, request: Request, response_id: str) -> Response:
        """`{"variables"?, "session_id"?}` → `{"content", "variables_replaced",
        "missing_variables"}`: a variable without a value stays as `{{name}}`."""
        given = read_input(UseInput, object_of(request))
        filled = use_response(actor_of(request), response_id=id_in(response_id), **given)
        return Response(
            {
                "content": filled.text,
                "variables_replaced": not filled.missing,
                "missing_variables": list(filled.missing),
            }
        )
