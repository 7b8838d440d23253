"""News: what happened, numbered without gaps per company, stored with the deed that caused it.

In `emitting`: `@action` makes one transaction of a deed; `emit` says what happened in it;
`subscribe` lets another room react inside the same transaction; `on_commit` hands committed news
to the gateways. In `models`: the log, to be read after a cursor.
"""
