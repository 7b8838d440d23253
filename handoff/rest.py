"""The glue to Django REST framework: reading bodies, paging, and answering exceptions."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import Error as DatabaseFault
from django.http import Http404
from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from handoff.actor import Actor
from handoff.commands import flatten
from handoff.errors import (
    Forbidden,
    HandoffError,
    Internal,
    Invalid,
    NotAuthenticated,
    NotFound,
    TooLarge,
    Unavailable,
    sentence_from,
    to_rest,
)
from handoff.numbers import number_in

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024


class NotUnderstood(HandoffError):
    code, status = "unsupported_media_type", 415


class BoundedJSONParser(JSONParser):
    """JSON up to 1 MiB; more is refused before it is read. A byte order mark is passed over."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        # Not `stream.META`: a stream whose body was read before is a plain BytesIO.
        context = parser_context or {}
        meta = context["request"].META
        length = meta.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            raise TooLarge(f"The request is larger than {MAX_BODY_BYTES} bytes")
        if meta.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
            raise NotUnderstood("Compressed requests are not understood, send the JSON as it is")
        if context.get("encoding", "utf-8").lower() in ("utf-8", "utf8"):
            context = {**context, "encoding": "utf-8-sig"}
        try:
            return super().parse(stream, media_type, context)
        except exceptions.ParseError:  # which quotes Python
            raise Invalid("The body is not JSON that can be read") from None
        except RecursionError:
            raise Invalid("The JSON is nested too deeply") from None


class _HasActor(Protocol):
    def as_actor(self, *, door: str) -> Actor: ...


def actor_of(request: Request, *, door: str = "rest") -> Actor:
    """Who asks. Only for views whose permission class lets nobody in without an account.

    What proved it (`request.auth`) knows more than the user: an API key has scopes.
    """
    return cast(_HasActor, request.auth or request.user).as_actor(door=door)


def body_of(request: Request) -> dict[str, Any]:
    """The request's JSON object joined with its query, the body winning. Raises `Invalid`.

    GET and DELETE may carry their fields in the query (contract README, "Requests and replies").
    """
    if not isinstance(request.data, dict):
        raise Invalid("The body must be a JSON object")
    return {**request.query_params.dict(), **request.data}


def client_id_in(request: Request, data: dict[str, Any]) -> Any:
    """`client_id` of the body, else the header `Idempotency-Key`. Not checked: what is wrong is
    for the command to refuse."""
    given = data.get("client_id")
    return request.headers.get("Idempotency-Key", "") if given in (None, "") else given


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for: `page` from 1, `limit` rows a page."""

    page: int
    limit: int

    @property
    def start(self) -> int:
        return (self.page - 1) * self.limit

    def pagination(self, total: int) -> dict[str, Any]:
        """The `pagination` object of documents 2 and 3."""
        return {
            "page": self.page,
            "limit": self.limit,
            "total": total,
            "total_pages": -(-total // self.limit),
            "has_more": self.page * self.limit < total,
        }


def window_of(request: Request, *, default: int = 50, maximum: int = 200) -> Window:
    """`page` and `limit` of the query. Too large a limit is cut; anything that is no positive
    integer raises `Invalid` (contract README, "Values")."""
    query = request.query_params
    page = positive_integer("page", query.get("page", "1"))
    limit = positive_integer("limit", query.get("limit", str(default)))
    return Window(page=min(page, 2**31), limit=min(limit, maximum))


def positive_integer(name: str, text: str) -> int:
    """A number of the query, of up to 100 digits. Raises `Invalid`."""
    number = number_in(text, digits=100)
    if not number:
        sentence = f"{name} must be a positive integer"
        raise Invalid(sentence, details={name: [sentence]})
    return number


def link_header(request: Request, window: Window, total: int) -> str:
    """`Link` with `first`, `prev`, `next` and `last`, as bare lists tell their paging."""
    last = max(1, -(-total // window.limit))
    pages = {"first": 1, "prev": window.page - 1, "next": window.page + 1, "last": last}
    links = []
    for relation, page in pages.items():
        if 1 <= page <= last:
            query = request.query_params.copy()
            query["page"], query["limit"] = str(page), str(window.limit)
            address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
            links.append(f'<{address}>; rel="{relation}"')
    return ", ".join(links)


def answer_exception(fault: Exception, context: dict[str, Any]) -> Response:
    """Every exception as the contract words it. Nothing of a traceback reaches a client."""
    error = as_refusal(fault)
    if isinstance(error, Internal):
        logger.error("Unexpected fault in %s", context["request"].path, exc_info=fault)
    headers = {}
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    wait = getattr(fault, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    status = fault.status_code if isinstance(fault, exceptions.APIException) else error.status
    if isinstance(error, NotAuthenticated):
        status = error.status
    return Response(to_rest(error), status=status, headers=headers)


def answer_live_chat_exception(fault: Exception, context: dict[str, Any]) -> Response:
    """The same for document 4's addresses, whose errors also carry `"success": false`."""
    response = answer_exception(fault, context)
    response.data = {"success": False, **response.data}
    return response


class LiveChatErrors:
    """For views at document 4's addresses: put it before `APIView`."""

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return answer_live_chat_exception


def as_refusal(fault: Exception) -> HandoffError:
    """The refusal that stands for an exception of Django, of DRF or of our own."""
    match fault:
        case HandoffError():
            return fault
        case exceptions.ValidationError():
            raw = fault.detail if isinstance(fault.detail, dict) else {"request": fault.detail}
            details = {
                name: [str(why) for why in flatten(reasons)] for name, reasons in raw.items()
            }
            return Invalid(sentence_from(details), details=details)
        case exceptions.NotAuthenticated():
            return NotAuthenticated()
        case exceptions.AuthenticationFailed():
            return NotAuthenticated(str(fault.detail))
        case Http404():
            return NotFound()
        case PermissionDenied() | exceptions.PermissionDenied():
            return Forbidden()
        case RequestDataTooBig():
            return TooLarge()
        case exceptions.APIException():
            return HandoffError(str(fault.detail))
        case DatabaseFault():
            logger.error("The database refused", exc_info=fault)
            return Unavailable()
        case _:
            return Internal()
