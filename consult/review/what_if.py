"""What if the design said something else: which flags would stand. Nothing is written.

On the page of a flag, and in the step of a draft that says what is taken for granted.
Everything asked is in the address, so that it works without script and can be sent on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.consultations.queries import visible_consultations
from consult.mismatch import engine, evidence
from consult.mismatch.enums import FlagSeverity
from consult.mismatch.phrases import render
from consult.mismatch.supposing import Fate, Outcome, Supposition, outcomes
from projects.enums import Severity
from projects.models import Design, PurposeCode

PREFIX: Final = "if"
# What is seen of how people were asked says nothing of a design that is put to them
# anew.
OF_THE_ASKING: Final = frozenset(
    {
        "coercion",
        "comprehension",
        "consent",
        "language",
        "one_off",
        "unheard_group",
    },
)
FATES: Final = {
    Fate.COMES: (gettext_lazy("Se levantaría"), "stop"),
    Fate.GRAVER: (gettext_lazy("Sería más grave"), "stop"),
    Fate.LIGHTER: (gettext_lazy("Sería menos grave"), "note"),
    Fate.GOES: (gettext_lazy("Ya no se levantaría"), "ok"),
    Fate.STAYS: (gettext_lazy("Seguiría igual"), "plain"),
}


class SupposeForm(forms.Form):
    """What a design is supposed to say instead; what is left empty stays as it is."""

    subject = forms.ChoiceField(label=gettext_lazy("Supuesto"), required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("Lo menos que hace falta"),
        required=False,
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Si no se cumple"),
        choices=[("", gettext_lazy("Como está")), *Severity.choices],
        required=False,
    )
    tolerance = forms.DecimalField(
        label=gettext_lazy("De cada 100 familias, cuántas pueden no tenerlo"),
        min_value=0,
        max_value=50,
        # An exponent of thousands would be reckoned with exactly, for minutes.
        max_digits=6,
        decimal_places=4,
        required=False,
        widget=forms.NumberInput(attrs={"step": "any", "class": "short"}),
    )
    without = forms.ChoiceField(
        label=gettext_lazy("Sin este componente"),
        required=False,
    )
    added = forms.ModelChoiceField(
        PurposeCode.objects.filter(active=True).order_by("name_es"),
        label=gettext_lazy("Con un componente más, en este sector"),
        empty_label=gettext_lazy("Ninguno"),
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        design: evidence.Design,
        subject: str = "",
    ) -> None:
        """Offer what the design says; `subject` is the assumption asked about first."""
        super().__init__(data, prefix=PREFIX, initial={"subject": subject})
        self._design = design
        standing = design.standing_assumptions
        choices: dict[str, list[tuple[Any, Any]]] = {
            "subject": [
                ("", _("Ninguno")),
                *((design.subject_of(each), each.text) for each in standing),
            ],
            "level": [
                ("", _("Como está")),
                *(
                    (
                        each.text,
                        [
                            (f"{design.subject_of(each)}:{level.rank}", level.name)
                            for level in each.levels
                            if level.rank > min(one.rank for one in each.levels)
                        ],
                    )
                    for each in standing
                    if each.levels
                ),
            ],
            "without": [
                ("", _("Con todos")),
                *((each.id, each.title) for each in design.components),
            ],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def clean_level(self) -> int | None:
        """Return the rank of the step, which must be of the assumption's ladder."""
        subject, _colon, rank = self.cleaned_data["level"].rpartition(":")
        if not rank:
            return None
        if subject != self.cleaned_data.get("subject"):
            raise forms.ValidationError(_("Ese peldaño es de otro supuesto."))
        return int(rank)

    def supposition(self) -> Supposition:
        """Return what is supposed, from a valid form."""
        said = self.cleaned_data
        tolerance = said["tolerance"]
        return Supposition(
            subject=said["subject"],
            minimum_rank=said["level"],
            severity=evidence.Consequence(said["severity"])
            if said["severity"]
            else None,
            tolerance=None if tolerance is None else Fraction(tolerance) / 100,
            without=said["without"],
            added=engine.usual_part(said["added"]) if said["added"] else None,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One flag that stands, or would stand, as the page shows it."""

    title: str
    severity: FlagSeverity
    fate: str
    tone: str
    is_gone: bool

    @classmethod
    def of(cls, outcome: Outcome) -> "Row":
        """Return the row of what becomes of a finding."""
        label, tone = FATES[outcome.fate]
        return cls(
            title=render(outcome.finding.as_dict()).title,
            severity=FlagSeverity(outcome.finding.severity.value),
            fate=str(label),
            tone=tone,
            is_gone=outcome.fate is Fate.GOES,
        )


def of_flag(
    asked: QueryDict,
    consultation: Consultation,
    subject: str,
) -> dict[str, object]:
    """Return what the page of a flag shows of its design, supposed otherwise."""
    return _context(asked, engine.gather(consultation), subject=subject)


def of_draft(asked: QueryDict, design: Design, by: User) -> dict[str, object] | None:
    """Return what a draft's step shows: the draft against what was said before.

    Of the draft's communities the one asked for, or else the first; of each the newest
    consultation that this person may read: a tiny one too, as its own page shows it to
    them; where publication stopped, nothing more is drawn from what was said. None
    where nobody was consulted yet.
    """
    newest: dict[str, Consultation] = {}
    for consultation in (
        visible_consultations(by)
        .filter(
            community__place__in=design.places.all(),
            community__publication_stopped_at=None,
        )
        .select_related("community__place", "design")
        .order_by("community__place__name", "-opened_at", "-pk")
    ):
        newest.setdefault(str(consultation.community_id), consultation)
    if not newest:
        return None
    chosen = newest.get(asked.get("community", ""), next(iter(newest.values())))
    gathered = engine.gather(chosen, design_id=design.pk)
    return {
        **_context(asked, gathered, leave_out=OF_THE_ASKING),
        "consultation": chosen,
        "communities": [each.community for each in newest.values()],
    }


def _context(
    asked: QueryDict,
    gathered: evidence.Evidence,
    *,
    subject: str = "",
    leave_out: Iterable[str] = (),
) -> dict[str, object]:
    is_asked = any(name.startswith(f"{PREFIX}-") for name in asked)
    design = gathered.design
    form = SupposeForm(asked if is_asked else None, design=design, subject=subject)
    what = form.supposition() if form.is_valid() else Supposition()
    left_out = set(leave_out)
    found = [
        each
        for each in outcomes(gathered, what)
        if each.finding.detector not in left_out
    ]
    return {
        "suppose_form": form,
        "is_supposed": form.is_valid(),
        "rows": _rows(found, changed=True) + _rows(found, changed=False),
        "standing": sum(each.after is not None for each in found),
        "blocking": sum(
            each.after is not None and each.after.severity.value == FlagSeverity.BLOCK
            for each in found
        ),
    }


def _rows(found: Sequence[Outcome], *, changed: bool) -> list[Row]:
    return [Row.of(each) for each in found if (each.fate is not Fate.STAYS) is changed]
