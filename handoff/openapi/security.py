"""How a request proves who asks, for the description: token, API key, or session with CSRF."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.permissions import SAFE_METHODS

from handoff import scopes


class BearerScheme(OpenApiAuthenticationExtension):
    """An access token, or an API key where its scopes allow."""

    target_class = "handoff.accounts.authentication.BearerAuthentication"
    name = ["token", "api_key"]  # noqa: RUF012  (as the library reads it)

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[str]]]:
        """Keys are named where a scope lets them in, or where everybody may ask."""
        scope = scopes.scope_of(auto_schema.view, auto_schema.method)
        wants_scope = any(
            getattr(permission, "wants_scope", False)
            for permission in auto_schema.view.get_permissions()
        )
        keys = [{"api_key": [scope] if scope else []}] if scope or not wants_scope else []
        return [{"token": []}, *keys]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        known = "; ".join(f"`{name}`: {words.lower()}" for name, words in scopes.SCOPES.items())
        return [
            {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "The `access` of `POST /api/auth/login`. It lives 60 minutes.",
            },
            {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "hk_…",
                "description": f"An API key, made in the admin, within its scopes. {known}.",
            },
        ]


class SessionScheme(OpenApiAuthenticationExtension):
    """The cookie of the pages; what changes something needs the CSRF token beside it."""

    target_class = "handoff.accounts.authentication.SessionCookieAuthentication"
    name = ["session", "csrf"]  # noqa: RUF012

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        safe = auto_schema.method in SAFE_METHODS
        return {"session": []} if safe else {"session": [], "csrf": []}

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        return [
            {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "Whoever is signed in on the desk or in the admin.",
            },
            {
                "type": "apiKey",
                "in": "header",
                "name": "X-CSRFToken",
                "description": "The value of the cookie `csrftoken`.",
            },
        ]
