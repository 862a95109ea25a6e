"""A recording is kept, heard by whom it is for, and forgotten for good."""

import hashlib
from datetime import datetime
from functools import cache

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.accounts import sealing
from consult.audit.models import Event
from consult.voice import actions
from consult.voice.decoding import Decoded, decoded
from consult.voice.enums import Sound
from consult.voice.models import ErasedFile, Recording
from consult.voice.serving import sound_of
from projects.refusals import Refusal
from tests.consult.voice.clips import clip, pcm
from tests.factories.accounts import make_administrator

pytestmark = pytest.mark.django_db
SENT = clip(1)


@cache
def decoded_once() -> Decoded:
    return decoded(SENT)


def public() -> Recording:
    return actions.keep_decoded(
        clip=decoded_once(),
        by=make_administrator(),
        is_private=False,
    )


def private() -> Recording:
    return actions.keep_decoded(clip=decoded_once(), by=None, is_private=True)


def bytes_of(recording: Recording, sound: Sound) -> bytes:
    with recording.file(sound).open("rb") as file:
        return bytes(file.read())


def test_what_is_for_everybody_is_kept_as_it_is_with_who_made_it() -> None:
    by = make_administrator()
    made = actions.keep_recording(content=SENT, by=by, is_private=False)

    kept = bytes_of(made, Sound.OPUS)
    assert pcm(kept, "ogg") == pcm(SENT, "matroska")
    assert made.opus_hash == hashlib.sha256(kept).hexdigest()
    assert made.size == len(kept)
    assert made.made_week is None
    event = Event.objects.get(verb="voice.recorded")
    assert event.actor == f"user:{by.pk}"


def test_what_nobody_signs_is_sealed_and_only_its_week_is_known() -> None:
    made = private()

    today = timezone.localdate()
    assert (made.made_at, made.made_by) == (None, None)
    assert made.made_week is not None
    assert (made.made_week.weekday(), (today - made.made_week).days < 7) == (0, True)
    assert Event.objects.count() == 0
    for sound in Sound:
        on_disk = bytes_of(made, sound)
        assert not on_disk.startswith((b"OggS", b"\x00\x00\x00"))
        assert sealing.unseal(on_disk) == sound_of(made, sound)
        assert made.hash_of(sound) == hashlib.sha256(on_disk).hexdigest()
        # The disk does not know the hour either, nor whose file it is.
        name = made.file(sound).name or ""
        touched = timezone.localtime(default_storage.get_modified_time(name))
        assert touched == timezone.make_aware(
            datetime(*made.made_week.timetuple()[:3]),  # noqa: DTZ001 - made aware here
        )
        assert made.pk.hex not in name


def test_a_week_and_a_maker_exclude_each_other() -> None:
    made = private()
    made.made_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_a_refused_clip_leaves_nothing() -> None:
    before = set(default_storage.listdir("")[0])
    with pytest.raises(Refusal):
        actions.keep_recording(content=SENT[:-9], by=None, is_private=True)

    assert Recording.objects.count() == 0
    assert set(default_storage.listdir("")[0]) == before


@pytest.mark.django_db(transaction=True)
def test_erasing_takes_the_files_once_it_stands_and_not_before() -> None:
    made = private()
    names = [made.file(sound).name or "" for sound in Sound]

    with transaction.atomic():
        actions.erase_recordings(recordings=[made])
        transaction.set_rollback(True)
    assert [default_storage.exists(name) for name in names] == [True, True]

    assert actions.erase_recordings(recordings=[made]) == 1
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert (Recording.objects.count(), ErasedFile.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_what_a_failing_disk_left_is_taken_away_later() -> None:
    made = private()
    name = made.opus.name or ""
    ErasedFile.objects.create(name=name)

    assert actions.sweep_files() == 1

    assert not default_storage.exists(name)
    assert ErasedFile.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "sound", "media_type"),
    [
        ("voice:opus", Sound.OPUS, "audio/ogg; codecs=opus"),
        ("voice:aac", Sound.AAC, "audio/mp4"),
    ],
)
def test_anybody_hears_what_is_for_everybody_and_their_phone_keeps_it(
    client: Client,
    address: str,
    sound: Sound,
    media_type: str,
) -> None:
    made = public()
    path = reverse(address, args=[made.pk])

    answer = client.get(path, headers={"accept-encoding": "gzip"})

    assert answer.content == bytes_of(made, sound)
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    etag = answer.headers["ETag"]
    again = client.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-", 206, slice(0, None), "bytes 0-{last}/{total}"),
        ("bytes=10-19", 206, slice(10, 20), "bytes 10-19/{total}"),
        ("bytes=-5", 206, slice(-5, None), "bytes {from5}-{last}/{total}"),
        ("bytes=100-99999999", 206, slice(100, None), "bytes 100-{last}/{total}"),
        ("bytes=99999999-", 416, slice(0, 0), "bytes */{total}"),
        # What makes no sense, or asks for several parts, gets all of it.
        ("bytes=9-3", 200, slice(0, None), None),
        ("bytes=0-1,5-6", 200, slice(0, None), None),
        ("lines=1-2", 200, slice(0, None), None),
    ],
)
def test_a_player_may_ask_for_a_part(
    client: Client,
    asked: str,
    status: int,
    part: slice,
    said: str | None,
) -> None:
    made = public()
    whole = bytes_of(made, Sound.OPUS)
    total = len(whole)

    answer = client.get(reverse("voice:opus", args=[made.pk]), headers={"range": asked})

    assert (answer.status_code, answer.content) == (status, whole[part])
    expected = said and said.format(last=total - 1, total=total, from5=total - 5)
    assert answer.headers.get("Content-Range") == expected


def test_what_is_private_has_no_address_here(client: Client) -> None:
    made = private()
    for address in ("voice:opus", "voice:aac"):
        assert client.get(reverse(address, args=[made.pk])).status_code == 404
