"""Does this customer message ask for a person?

    >>> find_request("hi, can I talk to an agent?")
    Request(phrase='talk to an agent', language='en', rule='ask + person')

Contract document 3, "Agent Handoff Behavior", wants requests detected "via AI or keyword
detection". This is the keyword part: pure functions, no network, no state, bounded work.

How it reads a message:

    normalise    the first 2,000 characters become folded words, each with its place
    vocabulary   every word gets a role from a language table (typos: modest slips are put right)
    patterns     rules over roles, shared by all languages: talk … person, connect me … agent
    rules        the matcher: denials call a rule off, the best language wins

To add a language, copy `languages/nl.py` to a file named by its ISO 639-1 code, fill in the roles
you know (`vocabulary.Language` explains each), name it in `languages/__init__.py`, and add
sentences for and against to `tests/conversations/detection/`. Set `verb` where the verb can
follow the person. Leave out finite forms that report ("I speak with"): only wishes belong in
`talk`. Every table is data; a rule belongs in `patterns` and must hold in all languages.
"""

from conversations.detection.rules import Request, find_request

__all__ = ["Request", "find_request"]
