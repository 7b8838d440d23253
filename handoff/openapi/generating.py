"""From the views to the description: what follows from a view itself is added here."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from drf_spectacular.drainage import error
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import is_list_serializer
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from handoff import scopes
from handoff.openapi import security  # noqa: F401  (known to the library once it is imported)
from handoff.openapi.describing import refusal_of
from handoff.openapi.parts import RETRY_AFTER, WWW_AUTHENTICATE, LiveChatRefusal, Refusal
from handoff.rest import LiveChatErrors

Format = Literal["json", "yaml"]


def only_the_api(endpoints: list[Any]) -> list[Any]:
    """Addresses under `/api/` and `/chat/`, once each, as the contract writes them: `/chat/…` with
    the slash at the end, `/api/…` without (README, "Values")."""
    return [
        (path.rstrip("/") + ("/" if path.startswith("/chat/") else ""), path_regex, method, view)
        for path, path_regex, method, view in endpoints
        if path.startswith(("/api/", "/chat/"))
    ]


def without_marks(result: Any, **_: Any) -> Any:
    """What the library writes beside enumerations for a hook of its own, which is not used here."""
    if isinstance(result, dict):
        return {
            key: without_marks(value) for key, value in result.items() if key != "x-spec-enum-id"
        }
    return [without_marks(value) for value in result] if isinstance(result, list) else result


class HandoffSchema(AutoSchema):
    """One operation. An operation without a description is an error, which a test looks for."""

    def get_operation(self, *arguments: Any) -> Any:
        operation: Any = super().get_operation(*arguments)
        if "summary" not in operation:
            error(f"{self.method} {self.path} has no description: see docs/extending.md.")
        words = [operation.get("description", ""), self._who()]
        operation["description"] = "\n\n".join(part for part in words if part)
        return operation

    def get_description(self) -> str:  # type: ignore[override]  # as the library has it
        """None but the decorator's: docstrings are written for whoever reads the code."""
        return ""

    def get_override_parameters(self) -> Any:
        return [RETRY_AFTER, WWW_AUTHENTICATE]

    def _who(self) -> str:
        """Who may, as the view's permissions and scopes have it."""
        who = [getattr(permission, "who", "") for permission in self.view.get_permissions()]
        sentences = [f"For {found}." for found in who if found]
        scope = scopes.scope_of(self.view, self.method)
        return " ".join(sentences + ([f"API keys need `{scope}`."] if scope else []))

    def _is_list_view(self, serializer: Any = None) -> bool:
        """A reply is a list where its shape says so, not because an action is called `list`."""
        return is_list_serializer(serializer)

    def _get_request_body(self, direction: Any = "request") -> Any:
        """A DELETE may have a body here, which the library does not expect of one."""
        if self.method != "DELETE":
            return super()._get_request_body(direction)
        self.method = "POST"
        try:
            return super()._get_request_body(direction)
        finally:
            self.method = "DELETE"

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        """The replies that were described, and the refusals that follow from the view."""
        replies = super()._get_response_bodies(direction)
        described = {int(code) for code in replies if int(code) >= 400}
        is_chat = isinstance(self.view, LiveChatErrors)
        # At document 4's addresses every refusal has one key more.
        missing = self._refusals_of_the_view() - described
        for status in missing | described if is_chat else missing:
            refusal = refusal_of(status, LiveChatRefusal if is_chat else Refusal)
            code = str(status)
            replies[code] = self._get_response_for_code(
                refusal, code, ["application/json"], direction
            )
        return dict(sorted(replies.items()))

    def _refusals_of_the_view(self) -> set[int]:
        found = {406}
        if self.view.get_authenticators():
            found |= {401, 403, 503}
        if self._get_parameters():
            found |= {400}
        if self._get_request_body():
            found |= {400, 413, 415, 503}
        if self.view.throttle_classes:
            found |= {429}
        return found


@cache
def description() -> dict[str, Any]:
    """The whole description. It follows from the code alone, so it is made once per process."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


@cache
def description_text(kind: Format) -> bytes:
    """The description as it is sent."""
    renderer = OpenApiJsonRenderer() if kind == "json" else OpenApiYamlRenderer()
    text: bytes = renderer.render(description(), renderer_context={})
    return text
