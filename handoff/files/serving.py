"""What every answer with a file tells the browser: believe our type, and run nothing."""

from __future__ import annotations

from django.http import HttpResponse

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; "
        "style-src 'unsafe-inline'; frame-ancestors 'none'"
    ),
    # The chat on a customer's website shows these files from there.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}
KEPT_BY_BROWSERS = "private, max-age=86400, immutable"


def gone() -> HttpResponse:
    return HttpResponse("Not found", status=404, content_type="text/plain", headers=SAFE)
