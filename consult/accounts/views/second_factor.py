"""allauth's pages of the second factor, told whether this person must have one."""

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.totp.views import ActivateTOTPView

from consult.accounts import second_factor
from consult.accounts.decorators import account_of


class OverviewPage(IndexView):
    """What is set up, and what may be taken off."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["is_needed"] = second_factor.is_needed(account_of(self.request))
        return context


class EnrolPage(ActivateTOTPView):
    """Set the telephone up; staff can do nothing else before."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["is_needed"] = second_factor.is_needed(account_of(self.request))
        return context


overview = OverviewPage.as_view()
enrol = EnrolPage.as_view()
