"""What stands of the live chat in the admin; the pages themselves are with their subjects."""

from django.contrib import admin

from livechat.models import CannedResponse, Ticket, TicketCategory
from livechat.responses.admin import CannedResponseAdmin
from livechat.tickets.admin import TicketAdmin, TicketCategoryAdmin

admin.site.register(CannedResponse, CannedResponseAdmin)
admin.site.register(Ticket, TicketAdmin)
admin.site.register(TicketCategory, TicketCategoryAdmin)
