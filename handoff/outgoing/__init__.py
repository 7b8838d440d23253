"""Requests to addresses that other people chose: bots, and whoever else wants to be told.

Such an address may lead anywhere, also into our own network, and what answers there may be slow,
endless or hostile. So every request goes to an address that was checked before the connection is
made and is then the one connected to (a name that answers otherwise the second time gains
nothing); it follows no redirect, uses no proxy and no `.netrc`, ends at one deadline however
slowly the other side drips, and reads no more than it was told to.
"""
