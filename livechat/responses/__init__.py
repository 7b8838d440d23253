"""Canned responses: what agents say often, written once."""
