import pytest
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View

from consult.web.access import public


def test_a_function_carries_its_reason() -> None:
    @public(reason="Cualquiera puede responder.")
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert page.public_reason == "Cualquiera puede responder."  # type: ignore[attr-defined]


def test_a_class_carries_its_reason_to_the_view_in_the_urlconf() -> None:
    @method_decorator(public(reason="Cualquiera puede mirar."), name="dispatch")
    class Page(View):
        pass

    assert Page.as_view().public_reason == "Cualquiera puede mirar."  # type: ignore[attr-defined]


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_reason_is_refused(reason: str) -> None:
    with pytest.raises(ValueError, match="states its reason"):
        public(reason=reason)
