"""What stands of the live chat in the admin; the pages themselves are with their subjects."""

from django.contrib import admin

from customers.models import Guest, Room, RoomSettings
from livechat.admin_guests import GuestAdmin
from livechat.admin_rooms import RoomAdmin, RoomSettingsAdmin
from livechat.admin_sessions import ChatSessionAdmin, ChatSettingsAdmin
from livechat.models import CannedResponse, ChatSession, ChatSettings, Ticket, TicketCategory
from livechat.responses.admin import CannedResponseAdmin
from livechat.tickets.admin import TicketAdmin, TicketCategoryAdmin

admin.site.register(Room, RoomAdmin)
admin.site.register(Guest, GuestAdmin)
admin.site.register(RoomSettings, RoomSettingsAdmin)
admin.site.register(ChatSession, ChatSessionAdmin)
admin.site.register(ChatSettings, ChatSettingsAdmin)
admin.site.register(CannedResponse, CannedResponseAdmin)
admin.site.register(Ticket, TicketAdmin)
admin.site.register(TicketCategory, TicketCategoryAdmin)
