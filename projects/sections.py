"""Parts of a page that rooms above add to it.

A page that others may add to names a setting with functions (dotted paths). Each takes
the request and what the page is about, and returns a `Section`, or None to add nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from projects.models import Design, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page: its heading, what draws it, and its place among the others."""

    title: str | Promise
    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    order: int = 50


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section ready to be put into the page."""

    title: str
    html: SafeString
    anchor: str


def drawn_sections(
    request: HttpRequest,
    paths: Iterable[str],
    *about: object,
    **more: object,
) -> list[Drawn]:
    """Return the sections that the functions named give, drawn, in their order.

    `more` is added to what each section's template gets.
    """
    found: list[Section | None] = [
        import_string(path)(request, *about) for path in paths
    ]
    sections = sorted(
        (section for section in found if section is not None),
        key=lambda section: section.order,
    )
    return [
        Drawn(
            str(section.title),
            render_to_string(section.template, {**section.context, **more}, request),
            f"parte-{number}",
        )
        for number, section in enumerate(sections, start=1)
    ]


def project_page_sections(
    request: HttpRequest,
    project: Project,
    design: Design,
) -> list[Drawn]:
    """Return what other rooms show of a project (`PROJECT_PAGE_SECTIONS`)."""
    return drawn_sections(request, settings.PROJECT_PAGE_SECTIONS, project, design)


def draft_sections(request: HttpRequest, design: Design) -> list[Drawn]:
    """Return what other rooms tell the author of a draft (`DRAFT_SECTIONS`)."""
    return drawn_sections(request, settings.DRAFT_SECTIONS, design)
