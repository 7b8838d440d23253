"""`/widget/<widget_key>/`: what a website's visitor sees.

For anybody, always: a widget's key stands in the pages of its website and is no secret, and the
page holds nothing but the name of the company. All it does goes over REST, and what it hears comes
over Socket.IO, as with any website's chat, with the visitor's token alone.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from conversations.files.types import ENDINGS_TAKEN
from customers.models import Widget

# Everything comes from here. The page holds a token, so no other page may frame it. Not every
# browser takes the server's own WebSockets for `'self'`.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self' ws://{host} wss://{host}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@require_safe
def visitor_page(request: HttpRequest, widget_key: str) -> HttpResponse:
    """The page of one widget. 404 where there is none of this key."""
    widget = get_object_or_404(Widget.objects.select_related("company"), key=widget_key)
    context = {"widget": widget, "file_endings": ENDINGS_TAKEN, "is_demo": settings.DEBUG}
    page = render(request, "widget/page.html", context)
    page["Content-Security-Policy"] = CONTENT_POLICY.format(host=request.get_host())
    return page
