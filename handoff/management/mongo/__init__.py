"""Bringing over what a MongoDB held: `manage.py import_mongo` (docs/import-mongo.md).

dump.py         which files, and the documents in them
document.py     one document and the values in it, whatever their types
translating.py  a document becomes an entry in our words
scratch.py      all entries in a temporary file, in the order in which they are written
writing.py      entries become rows, batch by batch
reasons.py      what can be amiss, in words
report.py       how often it was
"""
