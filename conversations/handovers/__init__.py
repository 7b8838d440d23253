"""Shift handovers at the doors: shapes, addresses, the admin. What happens: `conversations.actions`."""
