"""The outbox: what must happen outside, kept until it has happened or visibly failed."""
