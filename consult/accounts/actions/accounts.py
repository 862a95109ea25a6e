"""Making accounts, naming their people, closing and opening them."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consult.accounts.actions.roles import grant_role, lock_administrators
from consult.accounts.models import Person, User
from consult.accounts.permissions import require
from consult.accounts.policies import check_can_close, check_person_is_free
from consult.accounts.queries import MANAGE
from consult.accounts.second_factor import is_needed, require_enrolled
from consult.audit.actions import record
from projects.models import Organisation, Place
from projects.refusals import NotAllowed, Refusal


@transaction.atomic
def make_account(
    *,
    by: User | None,
    username: str,
    password: str,
    role: str,
    organisation: Organisation | None = None,
    place: Place | None = None,
    person_name: str = "",
    email: str = "",
    totp_secret: str | None = None,
) -> User:
    """Make an account with one role, at once and without a card.

    `by` is None only for commands that set a house up. `totp_secret`, in base32, is the
    secret of an authenticator that is already in somebody's hands: the account is
    enrolled with it, and gets recovery codes.

    Raises:
        NotAllowed: not an administrator.
        Refusal: the name is taken, the password too easy, the role makes no sense
            there, or a staff role has no person's name.

    """
    if by is not None:
        require(by, MANAGE)
        require_enrolled(by)
    person = _new_person(person_name) if person_name.strip() else None
    user = new_user(username=username, password=password, person=person, email=email)
    record(
        by=by,
        verb="account.made",
        obj=user,
        public={"person": user.person_id},
        private={"username": user.username},
    )
    grant_role(by=by, user=user, role=role, organisation=organisation, place=place)
    if totp_secret is not None:
        enrol_second_factor(user=user, secret=totp_secret, by=by)
    return user


def new_user(
    *,
    username: str,
    password: str,
    person: Person | None = None,
    email: str = "",
) -> User:
    """Write an account down for an action that has checked who may have one.

    Raises:
        Refusal: the name or the e-mail is taken or malformed, the password too easy,
            or the person has an account.

    """
    user = User(
        username=User.normalize_username(username.strip()),
        email=email.strip().lower(),
        person=person,
        first_name=person.name if person else "",
    )
    _check_username(user)
    _check_email(user)
    check_password(password, user)
    if person is not None:
        check_person_is_free(person)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(
            _("Ya hay una cuenta con ese nombre. Escoja otro."),
            field="username",
        ) from error
    return user


def check_password(password: str, user: User) -> None:
    """Refuse a password that is short, common or like the user name.

    Raises:
        Refusal: in Django's words.

    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="password") from error


def _check_username(user: User) -> None:
    try:
        User._meta.get_field("username").clean(user.username, user)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="username") from error
    if User.objects.filter(username__iexact=user.username).exists():
        raise Refusal(
            _("Ya hay una cuenta con ese nombre. Escoja otro."),
            field="username",
        )


def _check_email(user: User) -> None:
    if not user.email:
        return
    try:
        validate_email(user.email)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="email") from error
    if User.objects.filter(email__iexact=user.email).exists():
        raise Refusal(
            _("Ya hay una cuenta con ese correo. Escriba otro o déjelo vacío."),
            field="email",
        )


@transaction.atomic
def enrol_second_factor(*, user: User, secret: str, by: User | None = None) -> None:
    """Give an account the authenticator with this secret, and recovery codes.

    For commands that set a house up; people enrol by themselves on allauth's page.
    `secret` is base32.

    Raises:
        Refusal: it has one already.

    """
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        raise Refusal(_("Esta cuenta ya tiene su segundo paso."))
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    record(by=by, verb="second_factor.enrolled", obj=user)


@transaction.atomic
def reset_second_factor(*, by: User | None, account: User) -> None:
    """Take the second factor off an account whose telephone was lost.

    Its password is worthless until the person enrols again, which the next sign-in
    asks for. `by` is None only for the command that helps the last administrator.

    Raises:
        NotAllowed: not an administrator, or one's own account.
        Refusal: there is none.

    """
    if by is not None:
        require(by, MANAGE)
        require_enrolled(by)
        if by.pk == account.pk:
            raise NotAllowed(
                _("Para cambiar su propio teléfono, pídalo a otra persona."),
            )
    removed, _kinds = Authenticator.objects.filter(user=account).delete()
    if not removed:
        raise Refusal(_("Esta cuenta no tiene un segundo paso."))
    record(by=by, verb="second_factor.reset", obj=account)


@transaction.atomic
def name_person(
    *,
    by: User,
    account: User,
    person: Person | None = None,
    person_name: str = "",
) -> Person:
    """Say which human being an account belongs to: somebody known, or a new name.

    Raises:
        NotAllowed: not an administrator.
        Refusal: nobody was named, the account is somebody's already, or the person
            has an account.

    """
    require(by, MANAGE)
    require_enrolled(by)
    if account.person_id is not None:
        raise Refusal(_("Esta cuenta ya tiene su persona."), field="person")
    person = choose_person(person=person, person_name=person_name)
    if account.is_active:
        check_person_is_free(person)
    account.person = person
    account.first_name = person.name
    account.save(update_fields=["person", "first_name"])
    record(
        by=by,
        verb="account.named",
        obj=account,
        public={"person": person.pk},
        private={"name": person.name},
    )
    return person


def choose_person(*, person: Person | None, person_name: str) -> Person:
    """Return somebody known, or write a new name down.

    Raises:
        Refusal: neither was given.

    """
    if person is not None:
        return person
    if not person_name.strip():
        raise Refusal(
            _("Escriba el nombre de la persona, o escójala de la lista."),
            field="person_name",
        )
    return _new_person(person_name)


def _new_person(name: str) -> Person:
    name = " ".join(name.split())
    same = Person.objects.filter(name__iexact=name).first()
    if same is not None:
        raise Refusal(
            _(
                "Ya hay una persona con el nombre «%(name)s». Si es la misma, escójala "
                "de la lista; si es otra, agregue su segundo apellido.",
            )
            % {"name": same.name},
            field="person_name",
        )
    limit = Person._meta.get_field("name").max_length
    if limit is not None and len(name) > limit:
        raise Refusal(
            _("El nombre es muy largo: %(limit)s letras como mucho.")
            % {"limit": limit},
            field="person_name",
        )
    return Person.objects.create(name=name)


@transaction.atomic
def close_account(*, by: User, account: User) -> User:
    """Close an account: it can no longer come in, and what it did stays.

    Raises:
        NotAllowed: not an administrator, or one's own.
        Refusal: it is closed already, or nobody would administer.

    """
    # Two administrators who close each other's account at the same moment take turns.
    lock_administrators()
    account.refresh_from_db()
    check_can_close(by=by, account=account)
    require_enrolled(by)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(by=by, verb="account.closed", obj=account)
    return account


@transaction.atomic
def reopen_account(*, by: User, account: User) -> User:
    """Open a closed account again, with the roles it had.

    Raises:
        NotAllowed: not an administrator.
        Refusal: it is open, or its person has another account by now.

    """
    require(by, MANAGE)
    require_enrolled(by)
    if account.is_active:
        raise Refusal(_("Esta cuenta está abierta."))
    if account.person is not None:
        check_person_is_free(account.person, but=account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(
        by=by,
        verb="account.reopened",
        obj=account,
        public={"needs_second_factor": is_needed(account)},
    )
    return account
