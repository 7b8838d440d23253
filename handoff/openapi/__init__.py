"""The description of the REST API in OpenAPI 3.1, made from the views: `/api/schema`, `/api/docs`.

A view wears one line, `@schema.list_customers`; what that line says stands in its room's
`schema.py`, made with `describing.describe`. Everything that follows from the view itself (who
may, refusals that every view knows, the address without a slash) `generating` adds.
"""
