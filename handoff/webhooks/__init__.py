"""Webhooks: the dashboard's frames, POSTed to addresses that companies chose, signed, in order."""
