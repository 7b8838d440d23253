"""The outbox in Django admin: what waits, what failed and why; and sending it again."""

from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from unfold.decorators import display

from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor
from handoff.errors import HandoffError
from handoff.outbox.actions import replay
from handoff.outbox.models import Delivery, DeliveryState

COLOURS = {
    DeliveryState.DUE.label: "info",
    DeliveryState.SENDING.label: "info",
    DeliveryState.SENT.label: "success",
    DeliveryState.UNCERTAIN.label: "warning",
    DeliveryState.FAILED.label: "danger",
}


@admin.register(Delivery)
class DeliveryAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        "kind", "company", "conversation_id", "shown_state", "attempts", "next_try", "age",
        "shown_error",
    )  # fmt: skip
    list_filter = ("state", "kind", "created_at", "company")
    list_select_related: ClassVar = ["company"]
    search_fields = ("=id", "=conversation_id", "=lane", "=target", "last_error")
    search_help_text = "Number, conversation, lane, target or error"

    actions = ("send_again",)

    @admin.action(description="Send again (what is uncertain may then arrive twice)")
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Each by itself: one that cannot be sent again keeps none of the others."""
        replayed = 0
        for delivery_id in queryset.order_by("pk").values_list("pk", flat=True):
            try:
                replay(admin_actor(request), delivery_id=delivery_id)
                replayed += 1
            except HandoffError as refusal:
                text = f"Delivery {delivery_id}: {refusal.text}"
                self.message_user(request, text, level=messages.WARNING)
        if replayed:
            noun = "delivery leaves" if replayed == 1 else "deliveries leave"
            self.message_user(request, f"{replayed} {noun} again.")

    @display(description="State", ordering="state", label=COLOURS)
    def shown_state(self, delivery: Delivery) -> str:
        return delivery.get_state_display()

    @display(description="Next try", ordering="next_try_at", empty_value="–")
    def next_try(self, delivery: Delivery) -> str | None:
        """In how long, for what waits."""
        if delivery.state != DeliveryState.DUE:
            return None
        if delivery.next_try_at <= timezone.now():
            return "now"
        return f"in {(delivery.next_try_at - timezone.now()).total_seconds():.0f} s"

    @display(description="Age", ordering="created_at")
    def age(self, delivery: Delivery) -> str:
        return timesince(delivery.created_at)

    @display(description="Last error", empty_value="–")
    def shown_error(self, delivery: Delivery) -> str | None:
        return delivery.last_error[:120] or None
