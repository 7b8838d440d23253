"""The website chat's door: Socket.IO at `/socket.io/`, by python-socketio.

`serving` puts it before everything else that the server serves. `gateway` is the protocol's side:
connecting, events in, acknowledgements out. `entrance` says who connects, `session` is one
connection with its listener. python-socketio's rooms are not used: each session listens to the hub
like any other socket, and what it hears is encoded once for all who hear it.
"""
