"""Under `/api/tickets`, with and without a slash at the end."""

from django.urls import re_path

from livechat.tickets.api import TicketCategoryViewSet, TicketViewSet

urlpatterns = [
    re_path(r"^/?$", TicketViewSet.as_view({"get": "list"})),
    re_path(r"^/categories/?$", TicketCategoryViewSet.as_view({"get": "list"})),
    re_path(
        r"^/(?P<ticket_id>[^/]+)/?$",
        TicketViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
    ),
]
