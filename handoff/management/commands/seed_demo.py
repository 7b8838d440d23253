"""`manage.py seed_demo`: the people, pages and answers that README and simulator speak of."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from conversations.actions.demo import let_customer_wait
from conversations.connectors.messenger.simulator.models import PhoneMessage
from conversations.models import Bot, FaqEntry
from customers.models import Page, Room, Widget
from handoff.accounts.models import AgentAvailability, Company, Role, User
from livechat.models import CannedResponse, TicketCategory

PASSWORD = "handoff-demo"  # noqa: S105  (printed on purpose: it is the demo's)
SIMULATOR_TOKEN = "simulator-token"  # noqa: S105

COMPANIES = {"hotel-abc": "Hotel ABC", "globex": "Globex"}
PEOPLE = [
    ("hotel-abc", "amira@demo.test", "Amira", "Aziz", Role.ADMIN, "Front Office Manager"),
    ("hotel-abc", "alice@demo.test", "Alice", "Adams", Role.AGENT, "Guest Services"),
    ("hotel-abc", "bob@demo.test", "Bob", "Brown", Role.AGENT, "Receptionist"),
    ("hotel-abc", "vera@demo.test", "Vera", "Vidal", Role.CUSTOMER, ""),
    ("globex", "charlie@demo.test", "Charlie", "Clark", Role.AGENT, "Concierge"),
]
PAGES = [
    ("hotel-abc", "461998383671026", "Hotel ABC"),
    ("globex", "555000111222333", "Globex"),
]
WIDGETS = [("hotel-abc", "hotel-abc", "hotel-abc-widget-secret", "hotel-abc.example")]
ROOM_PIN = "4711"
ROOMS = [*(("hotel-abc", str(number)) for number in range(101, 111)), ("globex", "101")]
TICKET_CATEGORIES = ["General", "Reservations", "Maintenance"]
CANNED_RESPONSES = [
    (
        "hello",
        "Greeting",
        "greetings",
        "Hello {{customer_name}}! My name is {{agent_name}}. How can I help you?",
    ),
    (
        "moment",
        "One moment",
        "waiting",
        "One moment please, {{customer_name}}: I am looking this up for you.",
    ),
    (
        "ticket",
        "Ticket opened",
        "tickets",
        "I have opened ticket {{ticket_id}} for this. We write to you as soon as it is done.",
    ),
    (
        "bye",
        "Goodbye",
        "greetings",
        "Thank you for writing to us, {{customer_name}}. Have a good day!",
    ),
]
FAQ = [
    (
        "What time is breakfast?",
        "When is breakfast?\nBreakfast hours\nUntil when can I have breakfast?",
        "Breakfast is served from 6:30 to 10:30, on Sundays until 11:00, on the ground floor.",
    ),
    (
        "What time is check-in?",
        "When can I check in?\nCan I check in early?\nEarly check-in",
        "Check-in is from 15:00. If your room is ready before, you are welcome earlier.",
    ),
    (
        "What time is check-out?",
        "When do I have to leave the room?\nLate check-out\nCan I check out later?",
        "Check-out is until 11:00. A late check-out until 14:00 costs 20 euros.",
    ),
    (
        "Is there parking?",
        "Where can I park?\nHow much is parking?\nDo you have a car park?",
        "Yes: the garage under the hotel, 15 euros a night. No booking is needed.",
    ),
    (
        "What is the Wi-Fi password?",
        "How do I get wifi?\nInternet password\nIs there wifi?",
        "The network is HotelABC, the password stands on your key card.",
    ),
    (
        "Are pets allowed?",
        "Can I bring my dog?\nDo you take cats?",
        "Dogs and cats are welcome for 10 euros a night.",
    ),
    (
        "Hello",
        "Hi\nGood morning\nGood evening\nHey there",
        "Hello! Ask me about breakfast, check-in, parking, Wi-Fi or pets.",
    ),
]
WAITING_CUSTOMER = ("8708957485860081", "John Doe", "Hello, I need help with my booking")


class Command(BaseCommand):
    help = "Make the demo companies, people, pages and answers. Run twice, it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print what there is as JSON")
        parser.add_argument("--force", action="store_true", help="also where DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "This installation is not in debug mode: demo people with a known password do "
                "not belong here. --force makes them all the same."
            )
        companies = {slug: self.company(slug, name) for slug, name in COMPANIES.items()}
        for slug, email, first_name, last_name, role, job_title in PEOPLE:
            self.person(companies[slug], email, first_name, last_name, role, job_title)
        pages = [self.page(companies[slug], page_id, name) for slug, page_id, name in PAGES]
        for slug, key, secret, name in WIDGETS:
            Widget.objects.get_or_create(
                key=key, defaults={"company": companies[slug], "name": name, "secret": secret}
            )
        for slug, number in ROOMS:
            Room.objects.get_or_create(
                company=companies[slug], number=number, defaults={"pin": ROOM_PIN}
            )
        for slug in COMPANIES:
            self.answers(companies[slug])
        self.live_chat(companies["hotel-abc"])
        customer_id, name, text = WAITING_CUSTOMER
        let_customer_wait(
            pages[0], customer_id=customer_id, name=name, text=text,
            since=timezone.now() - timedelta(minutes=4),
        )  # fmt: skip
        PhoneMessage.objects.get_or_create(
            mid=f"demo-{customer_id}",
            defaults={
                "page_id": pages[0].page_id, "customer_id": customer_id, "text": text,
                "from_customer": True, "is_seen": True,
            },
        )  # fmt: skip
        self.report(as_json=options["json"])

    def company(self, slug: str, name: str) -> Company:
        return Company.objects.get_or_create(slug=slug, defaults={"name": name})[0]

    def person(
        self, company: Company, email: str, first_name: str, last_name: str, role: str,
        job_title: str,
    ) -> None:  # fmt: skip
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, PASSWORD, company=company, first_name=first_name, last_name=last_name,
            role=role, job_title=job_title,
        )  # fmt: skip
        if role == Role.AGENT:  # offline, with five slots
            AgentAvailability.objects.get_or_create(user=user)

    def page(self, company: Company, page_id: str, name: str) -> Page:
        page, _ = Page.objects.get_or_create(
            page_id=page_id,
            defaults={"company": company, "name": name, "access_token": SIMULATOR_TOKEN},
        )
        Bot.objects.get_or_create(page=page, defaults={"company": company, "kind": "faq"})
        return page

    def answers(self, company: Company) -> None:
        for question, variants, answer in FAQ:
            FaqEntry.objects.get_or_create(
                company=company, question=question,
                defaults={"variants": variants, "answer": answer},
            )  # fmt: skip

    def live_chat(self, company: Company) -> None:
        """What agents file and say: the first category has the id 1 in a new database."""
        for position, name in enumerate(TICKET_CATEGORIES):
            TicketCategory.objects.get_or_create(
                company=company, name=name, defaults={"position": position}
            )
        amira = User.objects.get(email="amira@demo.test")
        for shortcut, title, category, content in CANNED_RESPONSES:
            CannedResponse.objects.get_or_create(
                owner=amira, shortcut_key=shortcut,
                defaults={
                    "company": company, "title": title, "category": category,
                    "content": content, "is_shared": True,
                },
            )  # fmt: skip

    def report(self, *, as_json: bool) -> None:
        made = {
            "password": PASSWORD,
            "companies": [{"slug": slug, "name": name} for slug, name in COMPANIES.items()],
            "users": [
                {"email": email, "role": str(role), "company": slug}
                for slug, email, _, _, role, _ in PEOPLE
            ],
            "pages": [{"page_id": page_id, "company": slug} for slug, page_id, _ in PAGES],
            "widgets": [
                {"key": key, "secret": secret, "company": slug} for slug, key, secret, _ in WIDGETS
            ],
            "rooms": [
                {"number": number, "pin": ROOM_PIN, "company": slug} for slug, number in ROOMS
            ],
            "ticket_categories": [
                {"id": category.pk, "name": category.name, "company": "hotel-abc"}
                for category in TicketCategory.objects.filter(company__slug="hotel-abc")
            ],
            "canned_responses": [
                {"shortcut_key": shortcut, "title": title, "company": "hotel-abc"}
                for shortcut, title, _, _ in CANNED_RESPONSES
            ],
            "customers": [
                {"customer_id": WAITING_CUSTOMER[0], "page_id": PAGES[0][1], "name": "John Doe"}
            ],
        }
        if as_json:
            self.stdout.write(json.dumps(made, indent=2))
        else:
            people = ", ".join(email for _, email, *_ in PEOPLE)
            self.stdout.write(f"The demo is there: {people} (password {PASSWORD}).")
