"""«¿Cómo se dice en su idioma?»: texts to be said, and words to watch for."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.languages import actions, queries
from consult.languages.forms import SpokenForm, SpokenTextForm, WordForm, WrittenForm
from consult.languages.models import Language, Rendering, Word
from consult.languages.permissions import KEEP_WORDS, RENDER, languages_of
from consult.languages.queries import Standing
from consult.languages.texts import NeededText
from consult.web.fallbacks import SOURCE_LANGUAGE
from projects.refusals import NotAllowed, Refusal

PER_PAGE = 25
# The tabs of a language: their name in the address, and what each keeps.
TABS: dict[str, Callable[[Standing], bool]] = {
    "faltan": lambda each: each.is_missing,
    "revisar": lambda each: each.waiting > 0,
    "sin-voz": lambda each: not each.is_spoken and not each.needed.has_places_to_fill,
    "listas": lambda each: each.is_written or each.is_spoken,
}


@permission_required_somewhere(RENDER)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show the languages one speaks and how far each is, and let one say which."""
    by = account_of(request)
    spoken = languages_of(by)
    form = SpokenForm(request.POST or None, initial={"languages": spoken})
    if request.method == "POST" and form.is_valid():
        actions.set_spoken_languages(by=by, languages=form.cleaned_data["languages"])
        messages.success(request, _("Quedó anotado qué idiomas habla usted."))
        return redirect("languages:mine")
    return render(
        request,
        "languages/mine.html",
        {
            "form": form,
            "progress": [
                queries.progress(each, queries.standings(each)) for each in spoken
            ],
        },
    )


def _language(request: HttpRequest, code: str) -> Language:
    """Return a language that this account speaks; another is not found."""
    return get_object_or_404(
        Language.objects.filter(speakers__user=account_of(request)),
        pk=code,
    )


@permission_required_somewhere(RENDER)
@require_http_methods(["GET", "HEAD"])
def texts(request: HttpRequest, code: str) -> HttpResponse:
    """List the texts of a language, the most missed first."""
    language = _language(request, code)
    every = queries.standings(language)
    is_spanish = language.tag == SOURCE_LANGUAGE
    tab = request.GET.get("ver", "sin-voz" if is_spanish else "faltan")
    if tab not in TABS:
        raise Http404
    found = Paginator([each for each in every if TABS[tab](each)], PER_PAGE)
    return render(
        request,
        "languages/texts.html",
        {
            "language": language,
            "is_spanish": is_spanish,
            "progress": queries.progress(language, every),
            "tab": tab,
            "page_obj": found.get_page(request.GET.get("page")),
        },
    )


@permission_required_somewhere(RENDER)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show one text with all its versions; take another, written or recorded."""
    language = _language(request, code)
    needed = queries.text_by_key(language, key)
    if needed is None:
        raise Http404(_("Ese texto ya no se usa."))
    is_sound = "record" in request.POST
    posted = request.method == "POST"
    written = WrittenForm(
        request.POST if posted and not is_sound else None,
        language=language,
    )
    spoken = SpokenTextForm(*((request.POST, request.FILES) if is_sound else ()))
    form: Form = spoken if is_sound else written
    status = HTTPStatus.OK
    if posted and form.is_valid():
        try:
            _propose(request, language, needed, form)
        except Refusal as refusal:
            form.add_error("sound" if is_sound else "text", str(refusal))
            if isinstance(refusal, NotAllowed):
                status = HTTPStatus.FORBIDDEN
        else:
            messages.success(
                request,
                _("Gracias. Falta que otras dos personas digan que así se dice."),
            )
            return redirect("languages:text", language.pk, key)
    if form.errors and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(
        request,
        "languages/text.html",
        {
            "language": language,
            "is_spanish": language.tag == SOURCE_LANGUAGE,
            "needed": needed,
            "versions": queries.renderings_of(language, key, by=account_of(request)),
            "earlier": queries.earlier_of(language, needed),
            "written": written,
            "spoken": spoken,
        },
        status=status,
    )


def _propose(
    request: HttpRequest,
    language: Language,
    needed: NeededText,
    form: Form,
) -> Rendering:
    by = account_of(request)
    if isinstance(form, SpokenTextForm):
        return actions.propose_recording(
            by=by,
            language=language,
            needed=needed,
            content=form.cleaned_data["sound"].read(),
        )
    return actions.propose_text(
        by=by,
        language=language,
        needed=needed,
        text=form.cleaned_data["text"],
    )


@permission_required_somewhere(RENDER)
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no to a version of somebody else."""
    by = account_of(request)
    rendering = get_object_or_404(
        Rendering.objects.select_related("language", "made_by"),
        pk=pk,
        language__speakers__user=by,
    )
    try:
        actions.judge_rendering(
            by=by,
            rendering=rendering,
            is_yes=request.POST.get("says") == "yes",
            note=request.POST.get("note", ""),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Quedó anotado lo que usted dice."))
    return redirect("languages:text", rendering.language_id, rendering.source_key)


@permission_required_somewhere(KEEP_WORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, code: str) -> HttpResponse:
    """Show the words of a language that are watched for, and take another."""
    language = _language(request, code)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_word(
                by=account_of(request),
                language=language,
                theme=form.cleaned_data["theme"],
                term=form.cleaned_data["term"],
            )
        except Refusal as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None,
                str(refusal),
            )
        else:
            messages.success(request, _("La palabra quedó en la lista."))
            return redirect("languages:words", language.pk)
    return render(
        request,
        "languages/words.html",
        {
            "language": language,
            "form": form,
            "themes": queries.words_by_theme(language),
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
    )


@permission_required_somewhere(KEEP_WORDS)
@require_POST
def remove_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a word out of the list."""
    by = account_of(request)
    word = get_object_or_404(
        Word.objects.select_related("language"),
        pk=pk,
        language__speakers__user=by,
    )
    try:
        actions.remove_word(by=by, word=word)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La palabra salió de la lista."))
    return redirect("languages:words", word.language_id)
