"""Searching names uses its index on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import connection

from customers.models import Customer, Page


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the index is PostgreSQL's")
def test_searching_a_name_reads_the_index(page: Page) -> None:
    Customer.objects.bulk_create(
        Customer(
            company=page.company, page=page, customer_id=str(number),
            customer_name=f"Person{number:05} Name", first_name=f"Person{number:05}",
        )
        for number in range(3000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the table is small
    plan = Customer.objects.filter(customer_name__icontains="son02999").explain()
    assert "customer_names_search" in plan
