"""`/api/dashboard/…`, each address with and without a slash at its end."""

from rest_framework.routers import SimpleRouter

from conversations.analytics.api import AnalyticsViewSet
from conversations.api import CustomerViewSet, MessageViewSet
from conversations.audit.api import HistoryViewSet

router = SimpleRouter()
router.trailing_slash = "/?"
router.register("customers", CustomerViewSet, basename="customer")
router.register("customers/(?P<customer_id>[^/]+)/history", HistoryViewSet, basename="history")
router.register("messages", MessageViewSet, basename="message")
router.register("analytics", AnalyticsViewSet, basename="analytics")

urlpatterns = router.urls
