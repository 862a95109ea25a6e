import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from pytest_django.fixtures import Settings

from consult.consultations.acta import decoded
from projects.refusals import Refusal
from tests.factories.consultations import pdf_file, photo_file


def located_photo() -> ContentFile[bytes]:
    """Return a photo that says where and on what it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x010F] = "Fabricante"
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    return photo_file(size=(60, 40), exif=exif.tobytes())


def test_a_photo_loses_where_it_was_taken_and_stands_upright() -> None:
    raw = located_photo().read()
    assert b"Fabricante" in raw
    acta = decoded(ContentFile(raw, name="x"))
    picture = Image.open(io.BytesIO(acta.content))
    assert (acta.media_type, acta.ending) == ("image/jpeg", "jpg")
    assert picture.size == (40, 60)
    assert dict(picture.getexif()) == {}
    assert b"Fabricante" not in acta.content
    assert acta.original_hash == hashlib.sha256(raw).hexdigest()
    assert acta.hash == hashlib.sha256(acta.content).hexdigest()


@pytest.mark.parametrize(
    ("picture_format", "media_type", "ending"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("PNG", "image/png", "png"),
        ("WEBP", "image/webp", "webp"),
    ],
)
def test_photos_keep_their_format(
    picture_format: str,
    media_type: str,
    ending: str,
) -> None:
    acta = decoded(photo_file(picture_format))
    assert (acta.media_type, acta.ending) == (media_type, ending)
    assert Image.open(io.BytesIO(acta.content)).format == picture_format


def test_a_large_photo_is_made_no_larger_than_a_page_needs() -> None:
    acta = decoded(photo_file(size=(4000, 2000)))
    assert Image.open(io.BytesIO(acta.content)).size == (3000, 1500)


def test_a_pdf_keeps_its_pages_and_loses_what_acts_by_itself() -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_blank_page(width=200, height=200)
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('hola')"),
        },
    )
    writer.add_metadata({"/Author": "Nombre de persona"})
    writer.add_attachment("lista.txt", b"nombres")
    file = io.BytesIO()
    writer.write(file)
    acta = decoded(ContentFile(file.getvalue(), name="acta.exe"))
    kept = PdfReader(io.BytesIO(acta.content))
    assert (acta.media_type, acta.ending) == ("application/pdf", "pdf")
    assert len(kept.pages) == 2
    assert kept.attachments == {}
    assert "/OpenAction" not in kept.root_object
    assert "/Names" not in kept.root_object
    for secret in (b"app.alert", b"Nombre de persona", b"nombres"):
        assert secret not in acta.content


def half_a_photo() -> ContentFile[bytes]:
    """Return a photo whose second half never arrived."""
    raw = photo_file(size=(300, 300)).read()
    return ContentFile(raw[: len(raw) // 2], name="acta.jpg")


def huge_png() -> ContentFile[bytes]:
    """Return a small file that unpacks to 64 million points."""
    return photo_file("PNG", size=(8000, 8000))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (ContentFile(b"", name="acta.pdf"), "vacío"),
        (ContentFile(b"<html>hola</html>", name="acta.pdf"), "tiene que ser un PDF"),
        (ContentFile(b"GIF89a" + b"\0" * 50, name="acta.jpg"), "tiene que ser un PDF"),
        (ContentFile(b"%PDF-1.7\nnada", name="acta.pdf"), "dañado"),
        (pdf_file(password="secreta"), "contraseña"),
        (pdf_file(pages=201), "entre 1 y 200"),
        (half_a_photo(), "dañada"),
        (huge_png(), "demasiado grande"),
        (ContentFile(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, name="acta.png"), "dañada"),
    ],
    ids=[
        "empty",
        "html",
        "gif",
        "broken pdf",
        "locked pdf",
        "long pdf",
        "half a photo",
        "bomb",
        "only a signature",
    ],
)
def test_it_refuses_what_is_no_acta(file: ContentFile[bytes], sentence: str) -> None:
    file.seek(0)
    with pytest.raises(Refusal, match=sentence) as refused:
        decoded(file)
    assert refused.value.field == "acta"


def test_it_refuses_a_heavy_file_whatever_size_it_claims(
    settings: Settings,
) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    with pytest.raises(Refusal, match="pesa demasiado"):
        decoded(pdf_file())
