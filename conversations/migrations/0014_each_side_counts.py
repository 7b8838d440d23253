from django.db import migrations, models
from django.db.models import Q

HAS_ONE = ~Q(client_id="")


class Migration(migrations.Migration):
    dependencies = [("conversations", "0013_open_and_closed")]

    operations = [
        migrations.RemoveConstraint(
            model_name="message", name="message_client_id_unique_in_conversation"
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=["conversation", "client_id"],
                condition=Q(author="customer") & HAS_ONE,
                name="message_client_id_unique_of_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=["conversation", "client_id"],
                condition=~Q(author="customer") & HAS_ONE,
                name="message_client_id_unique_of_our_side",
            ),
        ),
    ]
