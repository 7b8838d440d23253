"""The simulated User Profile API: `GET /simulator/graph/<version>/<psid>`."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET

from conversations.connectors.messenger.simulator.gate import simulator_only
from conversations.connectors.messenger.simulator.graph import token_of
from conversations.connectors.messenger.simulator.rules import GraphRefusal, check_proof
from customers.models import Customer

PEOPLE = (("Emma", "Stone"), ("Mai", "Nguyen"), ("Luca", "Rossi"), ("Sara", "Haddad"))


@simulator_only
@require_GET
def profile(request: HttpRequest, version: str, customer_id: str) -> JsonResponse:
    """The name of a customer of the page whose token asks; who has none is given one."""
    token = token_of(request, {})
    proof = request.GET.get("appsecret_proof")
    try:
        check_proof({"appsecret_proof": proof}, token)
        customers = Customer.objects.filter(customer_id=customer_id).select_related("page")
        for customer in customers:
            owned = customer.page.access_token
            if owned and constant_time_compare(token, owned):
                return JsonResponse(shown(customer))
        raise GraphRefusal(100, "Unsupported get request.", subcode=33)
    except GraphRefusal as refusal:
        return JsonResponse(refusal.as_body(), status=refusal.status)


def shown(customer: Customer) -> dict[str, str]:
    """The same person bears the same name whenever we are asked."""
    number = sum(map(ord, customer.customer_id))
    first_name, last_name = PEOPLE[number % len(PEOPLE)]
    if customer.customer_name:
        first_name, last_name = customer.first_name, customer.last_name
    name = customer.customer_name or f"{first_name} {last_name}"
    return {
        "id": customer.customer_id,
        "name": name,
        "first_name": first_name,
        "last_name": last_name,
    }
