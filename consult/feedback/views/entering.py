"""From the short address to the first question."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult.consultations.models import Consultation
from consult.feedback import actions, cookies, minute, phrases, queries
from consult.feedback.views.sitting import consultation_or_404, sitting_of
from consult.languages.published import sounds_in_every_language
from consult.web.access import public
from consult.web.fallbacks import active_language, is_interface_incomplete
from projects.refusals import Refusal


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """An interface language by its own name."""

    code: str
    name: str
    is_current: bool
    # Most of it is still shown in Spanish.
    is_incomplete: bool
    # The address of a greeting in it, where somebody recorded one.
    greeting: str = ""


def language_choices(consultation: Consultation) -> list[LanguageChoice]:
    """Return the interface's languages, those of the community first."""
    here, _others = queries.home_languages(consultation)
    first = [each.interface_code for each in here if each.interface_code]
    codes = [code for code, _name in settings.LANGUAGES]
    ordered = sorted(
        codes,
        key=lambda code: (
            first.index(code) if code in first else len(first),
            codes.index(code),
        ),
    )
    greetings = sounds_in_every_language(phrases.GREETING)
    return [_language_choice(code, greetings.get(code, "")) for code in ordered]


def _language_choice(code: str, greeting: str) -> LanguageChoice:
    is_current = code == active_language()
    with override(code):
        return LanguageChoice(
            code,
            get_language_info(code)["name_local"].capitalize(),
            is_current,
            is_interface_incomplete(),
            greeting,
        )


@public(reason="Whoever wants to answer finds the consultation of their community.")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """List the open consultations, and take the short code of a card."""
    typed = request.GET.get("codigo", "").strip()
    error = ""
    if typed:
        consultation = queries.consultation_by_code(typed.replace(" ", ""))
        if consultation is not None:
            return redirect("feedback:enter", consultation.code)
        error = _("No hay ninguna consulta con el código «%(code)s». Mírelo otra vez.")
        error %= {"code": typed[:20]}
    return render(
        request,
        "feedback/start.html",
        {
            "consultations": queries.open_consultations(),
            "typed": typed[:20],
            "error": error,
        },
    )


@public(reason="The card's address: somebody answers without an account.")
@require_safe
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Ask first in which language to go on; it is never guessed."""
    consultation = consultation_or_404(code)
    if code != consultation.code:
        return redirect("feedback:enter", consultation.code)
    choices = language_choices(consultation)
    return render(
        request,
        "feedback/enter.html",
        {
            "consultation": consultation,
            "choices": choices,
            "greets": any(each.greeting for each in choices),
            "next": reverse("feedback:idea", args=[consultation.code, 1]),
        },
    )


@public(reason="The project in a minute, for whoever is about to answer.")
@require_safe
@never_cache
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the project in a minute, and what happens with what one says."""
    consultation = consultation_or_404(code)
    told, context = _told(request, consultation)
    context |= {
        "facts": [each for each in told if each.code not in minute.LISTED],
        "claims": [each for each in told if each.code == minute.CLAIM],
        "promises": [each for each in told if each.code == minute.PROMISE],
    }
    return _told_to(request, "feedback/project.html", context)


@public(reason="The project in a minute, one idea a screen.")
@require_safe
@never_cache
def idea(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """Tell one thing about the project; the last screen leads to the first question."""
    consultation = consultation_or_404(code)
    if not consultation.is_open:
        return redirect("feedback:project", consultation.code)
    told, context = _told(request, consultation)
    if not 1 <= step <= len(told):
        raise Http404
    context |= {
        "idea": told[step - 1],
        "step": step,
        "done": step - 1,
        "total": len(told),
        "next": step + 1,
        "back": step - 1,
    }
    return _told_to(request, "feedback/idea.html", context)


def _told_to(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
) -> HttpResponse:
    """Draw a page of the project, and say if it holds something of this one person."""
    is_mine = bool(context["half_done"]) or len(get_messages(request)) > 0
    response = render(request, template, context)
    if is_mine:
        response.headers["Consult-Keep"] = "no"
    return response


def _told(
    request: HttpRequest,
    consultation: Consultation,
) -> tuple[list[minute.Idea], dict[str, object]]:
    story = queries.story_of(consultation)
    return minute.ideas(consultation, story), {
        "consultation": consultation,
        "design": consultation.design,
        "story": story,
        "half_done": sitting_of(request, consultation),
    }


@public(reason="Anybody of the community begins to answer without an account.")
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin to answer: the browser gets a key, the server an empty sealed draft."""
    consultation = consultation_or_404(code)
    try:
        key = actions.start_draft(
            consultation=consultation,
            instead_of=cookies.key_in(request),
        )
    except Refusal:
        # The page of the project says that it is closed.
        return redirect("feedback:project", consultation.code)
    response = redirect("feedback:ask", consultation.code, 1)
    cookies.give(response, key, consultation)
    return response


@public(reason="Leaving at once must work for everybody, with one touch.")
@require_safe
@never_cache
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Forget everything and go to an ordinary page.

    A link and not a form: the policy for forms would stop the way out of the site. A
    browser that only fetches ahead forgets nothing.
    """
    response = HttpResponseRedirect(settings.QUICK_EXIT_URL)
    response.headers["Referrer-Policy"] = "no-referrer"
    consultation = queries.consultation_by_code(code)
    is_only_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if consultation is not None and not is_only_ahead:
        _forget(request, response, consultation)
    return response


@public(reason="Whoever answers may throw it all away.")
@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Forget everything and go back to the beginning."""
    consultation = consultation_or_404(code)
    response = redirect("feedback:project", consultation.code)
    _forget(request, response, consultation)
    return response


def _forget(
    request: HttpRequest,
    response: HttpResponse,
    consultation: Consultation,
) -> None:
    key = cookies.key_in(request)
    if key is not None:
        actions.discard_draft(key=key)
    cookies.take_back(response, consultation)
