"""The same news and orders in the words of each protocol: tables of pure functions."""
