"""The admin of the reference tables: for administrators with a second factor."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from consult.accounts import second_factor
from consult.accounts.models import User
from consult.accounts.permissions import NOT_YOURS

OPENS = "projects.change_standards"


class HouseAdmin(AdminSite):
    """Django's admin site. What each table allows is asked again of the roles."""

    site_title = _("Consult")
    site_header = _("Consult: tablas de referencia")
    index_title = _("Tablas de referencia")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether this visitor may open the admin at all."""
        user = request.user
        return (
            isinstance(user, User)
            and user.has_perm(OPENS)
            and second_factor.is_enrolled(user)
        )

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Send a visitor to the one sign-in page, and an account without the role away.

        Raises:
            PermissionDenied: somebody is signed in who may not be here.

        """
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied(NOT_YOURS)
        wanted = request.GET.get("next", resolve_url("admin:index"))
        return redirect(f"{resolve_url('account_login')}?{urlencode({'next': wanted})}")

    def password_change(  # type: ignore[override] # never its own page
        self,
        request: HttpRequest,
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Send to the one page where a password is changed."""
        return redirect("account_change_password")
