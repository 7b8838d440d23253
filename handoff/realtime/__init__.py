"""The gateways: doors that stay open and let news out.

`hub` hands committed news to the sockets of this process; `relay` and `publishing` carry hints
between processes. `dialects` say the same news in the words of each protocol. `websocket` is the
dashboard's door, `socketio` the website chat's, `pusher` the hotel rooms'.
"""
