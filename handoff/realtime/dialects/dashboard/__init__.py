"""The dashboard's JSON (contract documents 1 to 3): `options`, `frames` for news, `requests`, and
`answering`, which carries them out."""
