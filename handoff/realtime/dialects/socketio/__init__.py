"""Socket.IO's events (contract document 4): `frames` for news, `requests` for what clients ask."""
