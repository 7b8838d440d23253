"""Tickets: what a conversation leaves to be done."""
