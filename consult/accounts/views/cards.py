"""Coming in with a card: the code, the form, the welcome."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from consult.accounts import throttle
from consult.accounts.actions import accept_invitation
from consult.accounts.cards import UnknownCode, find_invitation
from consult.accounts.decorators import account_of
from consult.accounts.forms import CodeEntryForm, JoinForm, NewPasswordForm
from consult.accounts.models import Invitation
from consult.accounts.phrases import can_do
from consult.accounts.roles import ROLES
from consult.accounts.sign_in import drop_code, held_code, hold_code, sign_in
from consult.web.access import public
from projects.refusals import Refusal

ADD = "add"


@public(reason="Whoever holds a card has no account yet.")
@require_safe
@never_cache
def open_card(request: HttpRequest, code: str) -> HttpResponseBase:
    """Open the card whose QR code was read."""
    return _try_code(request, code)


@public(reason="Whoever holds a card has no account yet.")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code that is printed on a card."""
    if request.method != "POST":
        return _ask_code(request, CodeEntryForm())
    form = CodeEntryForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, form)
    return _try_code(request, form.cleaned_data["code"])


def _ask_code(
    request: HttpRequest,
    form: CodeEntryForm,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    return render(request, "accounts/enter_code.html", {"form": form}, status=status)


def _try_code(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hold a code that works and go on to the form; otherwise say why not."""
    status = HTTPStatus.OK
    try:
        throttle.check(request.session)
        find_invitation(code)
    except Refusal as refusal:
        if isinstance(refusal, UnknownCode):
            throttle.note_wrong(request.session)
        elif isinstance(refusal, throttle.TooManyGuesses):
            status = HTTPStatus.TOO_MANY_REQUESTS
        form = CodeEntryForm({"code": code[:20]})
        form.add_error("code", str(refusal))
        return _ask_code(request, form, status)
    throttle.forget(request.session)
    hold_code(request, code)
    return redirect("accounts:join")


@public(reason="Whoever holds a card has no account yet.")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "again")
@never_cache
def join(request: HttpRequest) -> HttpResponseBase:
    """Make the account a card invites to, or let its owner come back."""
    code = held_code(request)
    if not code:
        return redirect("accounts:enter_code")
    try:
        invitation = find_invitation(code)
    except Refusal as refusal:
        drop_code(request)
        form = CodeEntryForm({"code": code})
        form.add_error("code", str(refusal))
        return _ask_code(request, form)
    if request.user.is_authenticated:
        return _join_own(request, invitation, code)
    if invitation.account is not None:
        return _come_back(request, invitation, code)
    return _join_new(request, invitation, code)


def _join_new(
    request: HttpRequest,
    invitation: Invitation,
    code: str,
) -> HttpResponseBase:
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        asks_email=ROLES[invitation.role].is_staff,
    )
    if form.is_valid():
        try:
            user = accept_invitation(
                code=code,
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                email=form.cleaned_data.get("email", ""),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            drop_code(request)
            return sign_in(request, user, then=reverse("accounts:welcome"))
    return _join_page(request, invitation, form)


def _come_back(
    request: HttpRequest,
    invitation: Invitation,
    code: str,
) -> HttpResponseBase:
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = accept_invitation(
                code=code,
                password=form.cleaned_data["password"],
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            drop_code(request)
            return sign_in(request, user, then=reverse("accounts:desk"))
    return _join_page(request, invitation, form)


def _join_own(
    request: HttpRequest,
    invitation: Invitation,
    code: str,
) -> HttpResponseBase:
    """Add a card's role to the account that is signed in."""
    refused = ""
    if request.method == "POST" and request.POST.get("action") == ADD:
        try:
            accept_invitation(code=code, by=account_of(request))
        except Refusal as refusal:
            refused = str(refusal)
        else:
            drop_code(request)
            return redirect("accounts:welcome")
    return render(
        request,
        "accounts/join_own.html",
        {"invitation": invitation, "refused": refused, **_promise(invitation)},
    )


def _join_page(
    request: HttpRequest,
    invitation: Invitation,
    form: NewPasswordForm,
) -> HttpResponse:
    return render(
        request,
        "accounts/join.html",
        {"invitation": invitation, "form": form, **_promise(invitation)},
    )


def _promise(invitation: Invitation) -> dict[str, object]:
    """Return what a card lets its holder do, for the page to say."""
    if not invitation.role:
        return {}
    role = ROLES[invitation.role]
    return {"role": role, "can_do": can_do(invitation.role)}


def add_refusal(
    form: CodeEntryForm | NewPasswordForm,
    refusal: Refusal,
) -> None:
    """Show an action's sentence at the field it is about, if the form has it."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))
