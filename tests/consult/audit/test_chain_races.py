import threading

import pytest
from django.db import connection, transaction

from consult.audit.actions import record
from consult.audit.chain import verify

WRITERS, EACH = 4, 10


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_make_one_chain() -> None:
    start = threading.Barrier(WRITERS)
    failures: list[Exception] = []

    def write(writer: int) -> None:
        start.wait(timeout=20)
        try:
            for number in range(EACH):
                with transaction.atomic():
                    record(
                        by=None,
                        verb="role.granted",
                        obj=None,
                        public={"writer": writer, "number": number},
                    )
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(one,)) for one in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    verdict = verify()
    assert failures == []
    assert verdict.holds
    assert verdict.events == WRITERS * EACH
