"""Step 7: in which communities, and for whom."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from projects import actions
from projects.forms.parts import GroupsForm, NewPlaceForm, PlacesForm
from projects.models import Place
from projects.queries.drafts import components_of, places_offered
from projects.refusals import Refusal
from projects.views.drafts.base import StepView, form_faults, show

LONGEST_QUERY = 60


class PeopleView(StepView):
    """Communities, and the groups each component is for."""

    step = "people"
    form: PlacesForm
    new: NewPlaceForm
    groups: list[GroupsForm]

    @property
    def query(self) -> str:
        """Return what was typed into the search."""
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        return given.get("q", "")[:LONGEST_QUERY]

    def load(self) -> None:
        self._build(None)

    def read(self) -> None:
        self._build(self.request.POST)

    def _build(self, data: Any) -> None:  # noqa: ANN401 - a QueryDict or None
        offered = places_offered(self.design, self.query)
        if data is not None:
            # What was ticked stays in sight, also when another word was looked for.
            ticked = Place.objects.filter(
                pk__in=[pk for pk in data.getlist("places") if pk.isdecimal()],
            )
            known = {place.pk for place in offered}
            offered += [place for place in ticked if place.pk not in known]
        chosen = list(self.design.places.values_list("pk", flat=True))
        self.form = PlacesForm(data, offered=offered, initial={"places": chosen})
        self.new = NewPlaceForm(data, prefix="new")
        self.groups = [
            GroupsForm(data, component=component)
            for component in components_of(self.design)
        ]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Look for a place, keeping what was ticked; or save."""
        if request.POST.get("do") == "search":
            self.read()
            return self.page()
        return super().post(request, **kwargs)

    def is_readable(self) -> bool:
        forms = (self.form, self.new, *self.groups)
        faulty = [form for form in forms if not form.is_valid()]
        return not faulty

    def send(self) -> None:
        actions.save_people(
            by=self.request.user,
            design=self.design,
            places=list(self.form.cleaned_data["places"]),
            target_groups={
                form.component: form.cleaned_data["groups"] for form in self.groups
            },
            # A place half written is not made by the way: only its own button does.
            new_place=None
            if self.request.htmx  # type: ignore[attr-defined]
            else self.new.facts(),
        )

    def refuse(self, refusal: Refusal) -> None:
        show(refusal, self.new if refusal.field in self.new.fields else self.form)

    def faults(self) -> list[str]:
        return form_faults(self.form, self.new, *self.groups)

    def context(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "new": self.new,
            "groups": self.groups,
            "query": self.query,
        }
