"""Bots: who answers until a person is wanted. `base` is the interface, one module per kind."""
