"""What only whoever writes templates reads is not sent; what people wrote is."""

import pytest
from django.test import Client
from django.urls import reverse

from consult.web.spacing import without_indent


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        (b"<ul>\n\n    <li>uno</li>\n  </ul>\n", b"<ul>\n<li>uno</li>\n</ul>\n"),
        (b"dos  palabras\n   juntas", b"dos  palabras\njuntas"),
        (
            b"<p>\n <pre>a\n\n  <b>b</b>\n  c</pre>",
            b"<p>\n<pre>a\n\n  <b>b</b>\n  c</pre>",
        ),
        (
            b"<textarea>\n\n  yo\n</textarea>\n  .",
            b"<textarea>\n\n  yo\n</textarea>\n.",
        ),
        (b"<p>\n  <prensa>\n  x", b"<p>\n<prensa>\nx"),
    ],
)
def test_lines_move_to_the_left_and_what_was_written_stays(
    page: bytes, sent: bytes
) -> None:
    assert without_indent(page) == sent


@pytest.mark.django_db
def test_every_page_is_sent_without_and_says_how_long_it_is(client: Client) -> None:
    answer = client.get(reverse("projects:list"))
    assert b"\n " not in answer.content
    assert b"\n\n" not in answer.content
    assert int(answer.headers["Content-Length"]) == len(answer.content)
