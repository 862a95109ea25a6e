"""The money of a design: what each thing costs, and in what parts it comes."""

import uuid
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.enums import BudgetCategory
from projects.models.designs import Component, Design
from projects.models.projects import Place


class BudgetLine(models.Model):
    """What one thing costs, in the design's currency."""

    design = models.ForeignKey(
        Design,
        on_delete=models.CASCADE,
        related_name="budget_lines",
    )
    # Made on the page that offers the row, so that the same row sent twice, by a slow
    # line or a second touch, is one row. It stays when a new design copies it.
    entry = models.UUIDField(default=uuid.uuid4, editable=False)
    component = models.ForeignKey(
        Component,
        on_delete=models.CASCADE,
        related_name="budget_lines",
        null=True,
        blank=True,
        verbose_name=_("componente"),
    )
    category = models.CharField(_("tipo"), max_length=16, choices=BudgetCategory)
    description = models.CharField(_("en qué"), max_length=160)
    quantity = models.DecimalField(
        _("cantidad"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    unit = models.CharField(_("unidad"), max_length=30, blank=True)
    unit_cost = models.DecimalField(
        _("costo de cada una"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
    )

    class Meta:
        """Keep the order of entry; never negative."""

        verbose_name = _("línea del presupuesto")
        verbose_name_plural = _("líneas del presupuesto")
        ordering = ("design_id", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("design", "entry"),
                name="projects_budgetline_entry_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, unit_cost__gte=0),
                name="projects_budgetline_not_negative",
            ),
        )

    def __str__(self) -> str:
        """Return what it pays for."""
        return self.description

    @property
    def amount(self) -> Decimal:
        """Return quantity × unit cost, rounded to cents, in the design's currency."""
        return (self.quantity * self.unit_cost).quantize(Decimal("0.01"))


class Tranche(models.Model):
    """A planned part of the money. A plan only: releasing is another room's."""

    design = models.ForeignKey(
        Design,
        on_delete=models.CASCADE,
        related_name="tranches",
    )
    # Made on the page that offers the row, so that the same row sent twice, by a slow
    # line or a second touch, is one row. It stays when a new design copies it.
    entry = models.UUIDField(default=uuid.uuid4, editable=False)
    # The number is the tranche's identity across the designs of a project: what was
    # released under one design is not released again under the next.
    number = models.PositiveSmallIntegerField(_("número"))
    purpose = models.CharField(_("para qué"), max_length=200)
    amount = models.DecimalField(
        _("monto"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    planned_on = models.DateField(_("fecha prevista"))
    first_activity_on = models.DateField(_("primera actividad que paga"))
    places = models.ManyToManyField(
        Place,
        blank=True,
        verbose_name=_("comunidades que paga"),
        help_text=_("Si no marca ninguna, paga en todas las del diseño."),
    )

    class Meta:
        """Numbered within its design; never negative."""

        verbose_name = _("desembolso")
        verbose_name_plural = _("desembolsos")
        ordering = ("design_id", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("design", "number"),
                name="projects_tranche_number_unique",
            ),
            models.UniqueConstraint(
                fields=("design", "entry"),
                name="projects_tranche_entry_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="projects_tranche_amount_positive",
            ),
        )

    def __str__(self) -> str:
        """Return the number and what it pays for."""
        return f"{self.number}. {self.purpose}"

    @property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return self.design.scope_organisation_ids
