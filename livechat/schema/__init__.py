"""The chat's operations as OpenAPI describes them: `shapes` of replies, `examples` of them, and
`operations`, which the views of `api.py` wear."""
