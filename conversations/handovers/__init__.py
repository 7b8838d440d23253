"""Shift handovers at the doors: shapes, addresses, the admin. The deeds stand in `actions`."""
