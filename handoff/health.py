"""Whether requests are taken."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """200 `{"status": "ok"}` once the database answers; 503 until then. Needs no sign-in."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"error": "The database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})


def answer_health(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: who probes asks by IP address, which is in no `ALLOWED_HOSTS`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info in ("/healthz", "/healthz/"):
            return healthz(request)
        return get_response(request)

    return middleware
