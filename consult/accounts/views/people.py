"""Looking after people: accounts, their roles, their persons."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consult.accounts import actions, policies, queries, second_factor
from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.accounts.forms import GrantForm, MergeForm, NamePersonForm, PeopleFilter
from consult.accounts.models import Person, RoleAssignment, User
from consult.accounts.queries import INVITE, MANAGE
from consult.accounts.sign_in import show_once
from projects.refusals import Refusal

PER_PAGE = 25


@require_safe
@permission_required_somewhere(MANAGE, INVITE)
def people(request: HttpRequest) -> HttpResponseBase:
    """List accounts with their people, roles and second factor."""
    if not account_of(request).has_perm(MANAGE):
        return redirect("accounts:cards")
    asked = PeopleFilter(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    found = queries.accounts(wanted.get("q", ""), wanted.get("role", ""))
    return render(
        request,
        "accounts/people.html",
        {
            "filter": asked,
            "is_filtered": any(wanted.values()),
            "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        },
    )


def _why_not(check: Callable[[], None]) -> str:
    """Return the reason why a button is disabled, or "" when it is not."""
    try:
        check()
    except Refusal as refusal:
        return str(refusal)
    return ""


def _account_page(
    request: HttpRequest,
    account: User,
    *,
    grant_form: Form | None = None,
    person_form: Form | None = None,
    merge_form: Form | None = None,
) -> HttpResponse:
    by = account_of(request)
    roles = account.role_assignments.select_related(
        "organisation",
        "place",
        "granted_by",
        "revoked_by",
    )
    standing = [
        {
            "assignment": assignment,
            "why_not": _why_not(
                lambda assignment=assignment: policies.check_can_revoke(  # type: ignore[misc]
                    by=by,
                    assignment=assignment,
                ),
            ),
        }
        for assignment in roles.filter(revoked_at=None)
    ]
    return render(
        request,
        "accounts/account.html",
        {
            "account": account,
            "is_own": account.pk == by.pk,
            "standing": standing,
            "past": roles.exclude(revoked_at=None).order_by("-revoked_at"),
            "grant_form": grant_form or GrantForm(),
            "person_form": person_form or NamePersonForm(),
            "merge_form": merge_form or MergeForm(person=account.person),
            "duplicates": account.person.duplicates.all() if account.person else (),
            "has_second_factor": second_factor.is_enrolled(account),
            "needs_second_factor": second_factor.is_needed(account),
            "why_not_close": _why_not(
                lambda: policies.check_can_close(by=by, account=account),
            ),
            "why_not_return": _why_not(
                lambda: policies.check_can_return(by=by, account=account),
            ),
        },
    )


@require_safe
@permission_required_somewhere(MANAGE)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account and what may be done about it."""
    return _account_page(request, _account(pk))


def _account(pk: int) -> User:
    return get_object_or_404(User.objects.select_related("person"), pk=pk)


def _done(
    request: HttpRequest,
    pk: int,
    act: Callable[[], object],
    sentence: str,
) -> HttpResponseBase:
    """Do something about an account, and go back to its page with what came of it."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("accounts:account", pk=pk)


@require_POST
@permission_required_somewhere(MANAGE)
def grant(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give an account a role."""
    user = _account(pk)
    form = GrantForm(request.POST)
    if form.is_valid():
        try:
            actions.grant_role(by=account_of(request), user=user, **form.cleaned_data)
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
        else:
            messages.success(request, _("Ya tiene ese papel."))
            return redirect("accounts:account", pk=pk)
    return _account_page(request, user, grant_form=form)


@require_POST
@permission_required_somewhere(MANAGE)
def revoke(request: HttpRequest, pk: int, assignment: int) -> HttpResponseBase:
    """Take a role back."""
    held = get_object_or_404(RoleAssignment, pk=assignment, user=pk)
    return _done(
        request,
        pk,
        lambda: actions.revoke_role(by=account_of(request), assignment=held),
        _("Ya no tiene ese papel. Queda escrito que lo tuvo."),
    )


@require_POST
@permission_required_somewhere(MANAGE)
def name_person(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say whose an account is."""
    user = _account(pk)
    form = NamePersonForm(request.POST)
    if form.is_valid():
        try:
            actions.name_person(
                by=account_of(request),
                account=user,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
        else:
            messages.success(request, _("Quedó anotado de quién es la cuenta."))
            return redirect("accounts:account", pk=pk)
    return _account_page(request, _account(pk), person_form=form)


@require_POST
@permission_required_somewhere(MANAGE)
def merge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say that an account's person was written down a second time."""
    keep = get_object_or_404(Person, accounts__pk=pk)
    form = MergeForm(request.POST, person=keep)
    if form.is_valid():
        try:
            actions.merge_persons(
                by=account_of(request),
                keep=keep,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error("duplicate", str(refusal))
        else:
            messages.success(request, _("Desde ahora cuentan como una persona."))
            return redirect("accounts:account", pk=pk)
    return _account_page(request, _account(pk), merge_form=form)


@require_POST
@permission_required_somewhere(MANAGE)
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close an account."""
    user = _account(pk)
    return _done(
        request,
        pk,
        lambda: actions.close_account(by=account_of(request), account=user),
        _("La cuenta quedó cerrada: ya no puede entrar."),
    )


@require_POST
@permission_required_somewhere(MANAGE)
def reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open a closed account."""
    user = _account(pk)
    return _done(
        request,
        pk,
        lambda: actions.reopen_account(by=account_of(request), account=user),
        _("La cuenta está abierta otra vez, con los papeles que tenía."),
    )


@require_POST
@permission_required_somewhere(MANAGE)
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the second factor off an account whose telephone was lost."""
    user = _account(pk)
    return _done(
        request,
        pk,
        lambda: actions.reset_second_factor(by=account_of(request), account=user),
        _("La próxima vez que entre, pondrá su segundo paso de nuevo."),
    )


@require_POST
@permission_required_somewhere(MANAGE, INVITE)
def return_card(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a card for somebody who forgot their password."""
    user = _account(pk)
    try:
        invitation, code = actions.invite_back(by=account_of(request), account=user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:people")
    show_once(request, invitation.pk, code)
    return redirect("accounts:show_card", pk=invitation.pk)
