"""People, the roles they hold and the cards that invite them."""

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.enums import InvitationState, RoleCode, Scope
from projects.models import Organisation, Place


class PersonQuerySet(models.QuerySet["Person"]):
    """Chainable filters."""

    def standing(self) -> "PersonQuerySet":
        """Keep those that were not found to be somebody else's second record."""
        return self.filter(merged_into=None)


class Person(models.Model):
    """A human being who works here. Approvals count persons, not accounts.

    Of somebody who was written down twice one record stands. The other stays, with what
    it signed, and says whose it is: nothing that was signed is rewritten.
    """

    name = models.CharField(_("nombre"), max_length=150)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="duplicates",
        verbose_name=_("es la misma persona que"),
    )
    merged_at = models.DateTimeField(null=True, editable=False)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        """Sort by name; merged into another by somebody at some time."""

        verbose_name = _("persona")
        verbose_name_plural = _("personas")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(merged_into=None, merged_at=None, merged_by=None)
                | models.Q(
                    merged_into__isnull=False,
                    merged_at__isnull=False,
                    merged_by__isnull=False,
                ),
                name="accounts_person_merged_into_at_and_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")),
                name="accounts_person_not_merged_into_itself",
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class User(AbstractUser):
    """An account. A community leader needs no e-mail and no person record.

    What it may do follows from its roles alone: Django's groups, permissions and
    superuser flag grant nothing here. `is_staff` only says whether the page shows a
    link to the admin; the actions that grant and revoke roles keep it true. The name
    of its person is repeated in `first_name`, so that a list of accounts needs no join.
    """

    username = models.CharField(
        _("nombre de usuario"),
        max_length=60,
        unique=True,
        help_text=_(
            "Una palabra corta que usted recuerde: letras, números, punto o guion, sin "
            "espacios. No hace falta que sea su nombre.",
        ),
        validators=[
            MinLengthValidator(3),
            RegexValidator(
                r"^[\w.-]+\Z",
                _("Use solo letras, números, punto o guion, sin espacios."),
            ),
        ],
        error_messages={
            "unique": _("Ya hay una cuenta con ese nombre. Escoja otro."),
        },
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("persona"),
    )

    class Meta(AbstractUser.Meta):
        """One active account a person."""

        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=models.Q(is_active=True),
                name="accounts_user_one_active_per_person",
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username_once_in_any_case",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="accounts_user_email_once_in_any_case",
            ),
        )

    def __str__(self) -> str:
        """Return the name to show on a page."""
        return self.get_full_name() or self.username

    def get_short_name(self) -> str:
        """Return what the page frame calls this account."""
        return self.username

    def has_perm(
        self,
        perm: str,
        obj: models.Model | AnonymousUser | None = None,
    ) -> bool:
        """Say whether a role grants `perm`, without Django's way past it."""
        return any(
            backend.has_perm(self, perm, obj)  # type: ignore[arg-type] # never one
            for backend in get_backends()
        )

    def has_module_perms(self, app_label: str) -> bool:
        """Say whether a role grants anything in a room."""
        return any(
            backend.has_module_perms(self, app_label)  # type: ignore[attr-defined]
            for backend in get_backends()
        )


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Chainable filters."""

    def standing(self) -> "RoleAssignmentQuerySet":
        """Keep what has not been taken back."""
        return self.filter(revoked_at=None)


class RoleAssignment(models.Model):
    """A role that somebody holds: everywhere, in an organisation, or in a place."""

    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="role_assignments",
        verbose_name=_("cuenta"),
    )
    role = models.CharField(_("papel"), max_length=20, choices=RoleCode)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="role_assignments",
        verbose_name=_("organización"),
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="role_assignments",
        verbose_name=_("comunidad"),
    )
    granted_at = models.DateTimeField()
    # The account itself when the house was set up: nobody else gives oneself a role.
    granted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        """Held once at a time in one scope; taken back by somebody at some time."""

        verbose_name = _("papel asignado")
        verbose_name_plural = _("papeles asignados")
        ordering = ("user", "role")
        constraints = (
            models.UniqueConstraint(
                models.F("user"),
                models.F("role"),
                Coalesce("organisation", 0),
                Coalesce("place", 0),
                condition=models.Q(revoked_at=None),
                name="accounts_role_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="accounts_role_revoked_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(organisation=None) | models.Q(place=None),
                name="accounts_role_one_scope",
            ),
        )

    def __str__(self) -> str:
        """Return who, what and where."""
        return f"{self.user}: {self.get_role_display()}"

    @property
    def is_from_setup(self) -> bool:
        """Say whether it was given by the command that set the house up."""
        return self.granted_by_id == self.user_id

    @property
    def scope(self) -> Scope:
        """Return how far it reaches."""
        return scope_of(self.organisation_id, self.place_id)

    @property
    def where(self) -> Organisation | Place | None:
        """Return the organisation or the place it is held in; None is everywhere."""
        return self.organisation or self.place


def scope_of(organisation: object, place: object) -> Scope:
    """Return the scope that an organisation, a place or neither amounts to."""
    if organisation is not None:
        return Scope.ORGANISATION
    return Scope.PLACE if place is not None else Scope.EVERYWHERE


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Chainable filters."""

    def usable(self) -> "InvitationQuerySet":
        """Keep cards that still work: not used, not cancelled, not expired."""
        return self.filter(
            used_at=None,
            cancelled_at=None,
            expires_on__gte=timezone.localdate(),
        )


class Invitation(models.Model):
    """A card with a QR code and a short code that works once.

    It gives a role to whoever uses it, or, when it names an account, lets that account
    choose a new password.
    """

    # Keyed slow hash; the code itself exists only on the card.
    code_digest = models.CharField(max_length=128, unique=True)
    role = models.CharField(
        _("papel"),
        max_length=20,
        choices=RoleCode,
        blank=True,
    )
    account = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="return_cards",
        verbose_name=_("cuenta que vuelve a entrar"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("persona"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("comunidad"),
    )
    note = models.CharField(
        _("para quién"),
        max_length=80,
        blank=True,
        help_text=_("Una señal para usted, no hace falta el nombre."),
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(_("sirve hasta"))
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        """Used by somebody at some time, once; never both used and cancelled."""

        verbose_name = _("invitación")
        verbose_name_plural = _("invitaciones")
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(used_at=None, used_by=None)
                | models.Q(used_at__isnull=False, used_by__isnull=False),
                name="accounts_invitation_used_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None, cancelled_by=None)
                | models.Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="accounts_invitation_cancelled_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(cancelled_at=None),
                name="accounts_invitation_used_or_cancelled",
            ),
            models.CheckConstraint(
                condition=models.Q(organisation=None) | models.Q(place=None),
                name="accounts_invitation_one_scope",
            ),
            models.CheckConstraint(
                condition=(models.Q(account=None) & ~models.Q(role=""))
                | models.Q(account__isnull=False, role=""),
                name="accounts_invitation_role_or_account",
            ),
        )

    def __str__(self) -> str:
        """Return what it invites to."""
        if self.account is not None:
            return str(self.account)
        where = self.where
        role = self.get_role_display()
        return f"{role} · {where}" if where else role

    @property
    def where(self) -> Organisation | Place | None:
        """Return the organisation or the place it is for; None is everywhere."""
        return self.organisation or self.place

    @property
    def state(self) -> InvitationState:
        """Return what has become of the card, on today's date."""
        if self.used_at is not None:
            return InvitationState.USED
        if self.cancelled_at is not None:
            return InvitationState.CANCELLED
        if self.expires_on < timezone.localdate():
            return InvitationState.EXPIRED
        return InvitationState.WAITING
