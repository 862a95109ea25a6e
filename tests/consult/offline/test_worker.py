"""The script that stands between pages and network, as it is sent."""

import gzip

import brotli
import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_it_is_sent_as_small_as_a_browser_takes_it(client: Client) -> None:
    plain = client.get("/sw.js")
    zipped = client.get("/sw.js", headers={"Accept-Encoding": "gzip"})
    small = client.get("/sw.js", headers={"Accept-Encoding": "gzip, deflate, br"})

    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert small.headers["Content-Encoding"] == "br"
    assert gzip.decompress(zipped.content) == plain.content
    assert brotli.decompress(small.content) == plain.content
    assert len(small.content) < len(zipped.content)
    for each in (plain, zipped, small):
        assert "Accept-Encoding" in each.headers["Vary"]
        assert each.headers["Content-Type"] == "text/javascript"
