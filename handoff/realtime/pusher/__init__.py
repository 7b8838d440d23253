"""Pusher's door: protocol 7 at `/app/<key>`, as pusher-js speaks it (docs/pusher.md).

`entrance` says who may open a socket, `connection` carries its frames, `session` does what one
client asks with them. `switchboard` knows which sockets of this process are subscribed to what,
`roll` writes it where all processes read it, and `crossing` carries events between them.
`channels`, `packets`, `codes` and `signatures` are pure. `reserved` says which channels carry our
own news, and to whom; `grants` remembers who was let into them. `auth_api` signs subscriptions,
`http_api` is what Pusher's server libraries ask.
"""
