"""Lists of rows in one form: budget lines, tranches, earlier projects.

Each row carries the name its page gave it, so that sending it twice makes one row. A
row that nobody filled in is no row.
"""

from typing import Any, ClassVar, Generic, TypeVar
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from projects.forms.fields import PlainForm
from projects.refusals import Refusal

MOST_ROWS = 200


class RowForm(PlainForm):
    """One row. `TYPED` names the fields by which a row counts as filled in."""

    TYPED: ClassVar[tuple[str, ...]] = ()

    entry = forms.UUIDField(widget=forms.HiddenInput)
    remove = forms.BooleanField(label=_("Quitar"), required=False)

    @property
    def is_removed(self) -> bool:
        """Say whether the person wants the row gone."""
        return bool(self["remove"].value())

    @property
    def is_blank(self) -> bool:
        """Say whether nobody filled anything in."""
        return not any(str(self[name].value() or "").strip() for name in self.TYPED)

    def full_clean(self) -> None:
        """Find no fault with a row that is to go, or was never filled in."""
        super().full_clean()
        if not self.is_bound or "entry" in self.errors:
            return
        if self.is_removed or self.is_blank:
            self._errors = ErrorDict()


RowT = TypeVar("RowT", bound=RowForm)


class Rows(Generic[RowT]):
    """The rows of a page, in order: those stored, then blank ones.

    The number of rows travels in `rows`; the fields of the third are `2-description`.
    """

    def __init__(
        self,
        form_class: type[RowT],
        *,
        initial: list[dict[str, Any]],
        blank: int,
        data: QueryDict | None = None,
        **kwargs: Any,
    ) -> None:
        """Make the rows from what is stored, or from what was sent."""
        self.data = data
        if data is None:
            fresh = [{"entry": uuid4()} for _number in range(blank)]
            self.forms = [
                form_class(initial=row, prefix=str(number), **kwargs)
                for number, row in enumerate([*initial, *fresh])
            ]
        else:
            sent = data.get("rows", "")
            count = min(int(sent), MOST_ROWS) if sent.isdecimal() else 0
            self.forms = [
                form_class(data, prefix=str(number), **kwargs)
                for number in range(count)
            ]
        self.refusal: Refusal | None = None

    def is_valid(self) -> bool:
        """Say whether every row can be read."""
        # Every row is read, also after the first fault: all of them are shown.
        faults = [form for form in self.forms if not form.is_valid()]
        return not faults

    @property
    def filled(self) -> list[RowT]:
        """Return the rows that say something: filled in, or to be removed."""
        return [form for form in self.forms if form.is_removed or not form.is_blank]

    @property
    def errors(self) -> list[str]:
        """Return every fault with the number of its row, for a summary."""
        found = [] if self.refusal is None else [str(self.refusal.message)]
        for number, form in enumerate(self.forms, start=1):
            for name, messages in form.errors.items():
                label = form.fields[name].label if name in form.fields else ""
                found.extend(
                    str(
                        _("Línea %(number)s. %(field)s: %(message)s")
                        % {"number": number, "field": label, "message": message}
                        if label
                        else _("Línea %(number)s. %(message)s")
                        % {"number": number, "message": message},
                    )
                    for message in messages
                )
        return found

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at the field it names, or above all rows."""
        position, _dash, name = (refusal.field or "").partition("-")
        filled = self.filled
        if position.isdecimal() and int(position) < len(filled):
            form = filled[int(position)]
            form.add_error(
                name if name in form.fields else None,
                str(refusal.message),
            )
        else:
            self.refusal = refusal
