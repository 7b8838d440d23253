"""The server: `uvicorn handoff.asgi:application`."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

from handoff.proxies import BehindProxies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoff.settings")
http_application = get_asgi_application()

from handoff.realtime.entrance import check_origin, hide_token  # noqa: E402  (needs the apps)
from handoff.realtime.lifespan import Lifespan  # noqa: E402
from handoff.realtime.routing import websocket_urlpatterns  # noqa: E402
from handoff.realtime.socketio.serving import WithSocketIO  # noqa: E402

application = BehindProxies(
    WithSocketIO(
        ProtocolTypeRouter(
            {
                "http": http_application,
                "websocket": hide_token(check_origin(URLRouter(websocket_urlpatterns))),
                "lifespan": Lifespan(),
            }
        )
    ),
    proxies=settings.TRUSTED_PROXIES,
)
