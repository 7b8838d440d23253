"""`/api/dashboard/…`, each address with and without a slash at its end."""

from rest_framework.routers import SimpleRouter

from conversations.api import CustomerViewSet, MessageViewSet

router = SimpleRouter()
router.trailing_slash = "/?"
router.register("customers", CustomerViewSet, basename="customer")
router.register("messages", MessageViewSet, basename="message")

urlpatterns = router.urls
