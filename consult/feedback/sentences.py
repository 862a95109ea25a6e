"""What people read: the questions of the core module and their choices, in Spanish.

Marked for translation here and translated when a questionnaire is frozen: what was
asked stays as it was asked, whatever the catalogues say later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as _

from consult.feedback import vocabulary as v
from consult.feedback.enums import QuestionKind


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice: its code, its few words and its drawing."""

    code: str
    text: str
    pictogram: str = ""
    # Leaves no room for another choice beside it.
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A question of the core module. `{…}` in its text is a fact of the project."""

    text: str
    choices: tuple[Choice, ...]
    help_text: str = ""
    kind: QuestionKind = QuestionKind.CHOICE
    most_choices: int = 1
    is_private: bool = False


NON_ANSWERS: Final = (
    Choice(v.NonAnswer.DONT_KNOW, _("No sé"), "dont_know"),
    Choice(v.NonAnswer.NOT_UNDERSTOOD, _("No entendí"), "not_understood"),
    Choice(v.NonAnswer.PREFER_NOT, _("Prefiero no decir"), "prefer_not"),
)
# Nobody taps it: it is what an answer says that was given aloud, and only aloud.
SPOKEN: Final = Choice(v.SPOKEN, _("Contestó con su voz"), "spoken")
# What stands under the choices of every question where answers are counted.
WITHOUT_CHOICE: Final = (*NON_ANSWERS, SPOKEN)

CAN_SPEAK_FREELY: Final = Sentence(
    _("¿Puede hablar con libertad ahora?"),
    (
        Choice(v.YesNo.YES, _("Sí"), "yes"),
        Choice(v.YesNo.NO, _("No"), "no"),
    ),
    help_text=_(
        "Si no puede, está bien. Puede parar ahora y volver otro día, desde "
        "cualquier teléfono, con la misma dirección. También puede seguir.",
    ),
    # Whoever writes it down for somebody else must not be who it is told to.
    is_private=True,
)

NEEDS: Final = Sentence(
    _("¿Qué es lo más urgente para su familia?"),
    (
        Choice(v.Need.WATER, _("Agua para tomar"), "need-water"),
        Choice(v.Need.FOOD, _("Comida"), "need-food"),
        Choice(v.Need.HEALTH, _("Salud"), "need-health"),
        Choice(v.Need.WORK, _("Trabajo"), "need-work"),
        Choice(v.Need.SCHOOL, _("Escuela"), "need-school"),
        Choice(v.Need.ROAD, _("Camino"), "need-road"),
        Choice(v.Need.ELECTRICITY, _("Luz eléctrica"), "need-electricity"),
        Choice(v.Need.HOUSING, _("Casa"), "need-housing"),
        Choice(v.Need.LAND, _("Tierra segura"), "need-land"),
        Choice(v.Need.FARMING, _("Siembra y animales"), "need-farming"),
        Choice(v.Need.IRRIGATION, _("Agua para regar"), "need-irrigation"),
        Choice(v.Need.SANITATION, _("Letrina o baño"), "need-sanitation"),
        Choice(v.Need.SAFETY, _("Vivir sin violencia"), "need-safety"),
        Choice(v.Need.PHONE, _("Teléfono e internet"), "need-phone"),
        Choice(v.Need.CREDIT, _("Ahorro y préstamos"), "need-credit"),
        Choice(v.Need.TRAINING, _("Aprender un oficio"), "need-training"),
        Choice(v.Need.DOCUMENTS, _("Papeles de identidad"), "need-documents"),
        Choice(
            v.Need.RETURN_SUPPORT, _("Apoyo a quien regresa"), "need-return_support"
        ),
        Choice(v.Need.FOREST, _("Cuidar el bosque"), "need-forest"),
        Choice(v.Need.OTHER, _("Otra cosa"), "need-other"),
    ),
    help_text=_("Toque tres: primero lo más urgente, después lo que sigue."),
    kind=QuestionKind.RANKED,
    most_choices=len(v.NEED_RANKS),
)

# Asked with the water, and answered with a number: its choices are its bands.
WATER_MINUTES: Final = Sentence(
    _("¿Cuántos minutos tarda su familia en ir por el agua y volver?"),
    (
        Choice("none", _("Nada: tiene el agua en casa")),
        Choice("1-15", _("Hasta 15 minutos")),
        Choice("16-30", _("De 16 a 30 minutos")),
        Choice("31-60", _("De 31 minutos a una hora")),
        Choice("61+", _("Más de una hora")),
    ),
    help_text=_("Cuente también lo que espera allá. Si tiene el agua en casa, es 0."),
    kind=QuestionKind.NUMBER,
)

UNDERSTOOD: Final = Sentence(
    _("¿Entendió qué quieren hacer con este proyecto?"),
    (
        Choice(v.YesPartlyNo.YES, _("Sí"), "yes"),
        Choice(v.YesPartlyNo.PARTLY, _("Una parte"), "partly"),
        Choice(v.YesPartlyNo.NO, _("No"), "no"),
    ),
)

EXPLAINED_IN_LANGUAGE: Final = Sentence(
    _("¿Se lo explicaron en el idioma que usted habla?"),
    (
        Choice(v.YesPartlyNo.YES, _("Sí"), "yes"),
        Choice(v.YesPartlyNo.PARTLY, _("Solo una parte"), "partly"),
        Choice(v.YesPartlyNo.NO, _("No"), "no"),
    ),
)

# With the number of families where the design gives one.
MONEY_RIGHT: Final = Sentence(
    _("Dicen que cuesta {cost}. ¿Qué le parece?"),
    (
        Choice(v.Amount.TOO_MUCH, _("Es demasiado dinero"), "money-too_much"),
        Choice(v.Amount.RIGHT, _("Está bien"), "money-right"),
        Choice(v.Amount.TOO_LITTLE, _("No va a alcanzar"), "money-too_little"),
    ),
)
MONEY_RIGHT_FOR_FAMILIES: Final = _(
    "Dicen que cuesta {cost} para {households} familias. ¿Qué le parece?",
)

KNOWS_EXECUTOR: Final = Sentence(
    _("Dicen que lo va a hacer «{executor}». ¿Los conoce?"),
    (
        Choice(v.Acquaintance.YES, _("Sí, los conozco"), "legitimacy-known"),
        Choice(v.Acquaintance.HEARD, _("Solo he oído el nombre"), "told"),
        Choice(v.Acquaintance.NO, _("No los conozco"), "legitimacy-unknown"),
    ),
)

TRUSTS_EXECUTOR: Final = Sentence(
    _("¿Confía en que «{executor}» lo va a hacer bien?"),
    (
        Choice(v.YesPartlyNo.YES, _("Sí"), "yes"),
        Choice(v.YesPartlyNo.PARTLY, _("Más o menos"), "partly"),
        Choice(v.YesPartlyNo.NO, _("No"), "no"),
    ),
)

UPKEEP: Final = Sentence(
    _("Cuando esté terminado, ¿quién lo va a cuidar y componer?"),
    (
        Choice(v.Upkeep.NOBODY, _("Nadie"), "om_body-none"),
        Choice(v.Upkeep.FAMILIES, _("Las familias"), "om_body-informal"),
        Choice(v.Upkeep.COMMITTEE, _("Un comité"), "om_body-committee"),
        Choice(v.Upkeep.MUNICIPALITY, _("La municipalidad"), "municipality"),
        Choice(v.Upkeep.ORGANISATION, _("Los que lo hacen"), "organisation"),
        Choice(v.Upkeep.SOMEBODY_ELSE, _("Otra persona"), "need-other"),
    ),
)

LEFT_OUT: Final = Sentence(
    _("¿Queda fuera del proyecto alguien que debería estar?"),
    (
        Choice(v.LeftOut.NOBODY, _("Nadie queda fuera"), "yes", alone=True),
        Choice(v.PresentGroup.WOMEN, _("Mujeres"), "woman"),
        Choice(v.PresentGroup.YOUNG, _("Jóvenes"), "young"),
        Choice(v.PresentGroup.ELDER, _("Personas mayores"), "elder"),
        Choice(
            v.PresentGroup.DISABILITY,
            _("Personas con discapacidad"),
            "disability",
        ),
        Choice(
            v.PresentGroup.DISPLACED,
            _("Quienes tuvieron que dejar su casa"),
            "displaced",
        ),
        Choice(
            v.PresentGroup.RETURNED,
            _("Quienes volvieron de otro país"),
            "returned",
        ),
        Choice(v.PresentGroup.DEPORTED, _("Personas deportadas"), "deported"),
        Choice(v.PresentGroup.FARMERS, _("Familias que siembran"), "need-farming"),
        Choice(v.LeftOut.SOMEONE, _("Otras personas"), "need-other"),
    ),
    help_text=_("Puede tocar varias."),
    kind=QuestionKind.MANY,
    most_choices=9,
)

AGREE: Final = Sentence(
    _("¿Está de acuerdo con este proyecto?"),
    (
        Choice(v.Agreement.YES, _("Sí"), "yes"),
        Choice(v.Agreement.WITH_CONDITIONS, _("Sí, pero con condiciones"), "partly"),
        Choice(v.Agreement.NO, _("No"), "no"),
        Choice(v.Agreement.UNDECIDED, _("Todavía no decido"), "undecided"),
    ),
    help_text=_("Si pone condiciones, dígalas abajo con sus palabras."),
)

SPOKE_FREELY: Final = Sentence(
    _("¿Pudo decir lo que piensa, sin miedo?"),
    (
        Choice(v.YesPartlyNo.YES, _("Sí"), "yes"),
        Choice(v.YesPartlyNo.PARTLY, _("No del todo"), "partly"),
        Choice(v.YesPartlyNo.NO, _("No"), "no"),
    ),
    is_private=True,
)

TOLD_WHAT_TO_ANSWER: Final = Sentence(
    _("¿Alguien le dijo qué tenía que contestar?"),
    (
        Choice(v.YesNo.YES, _("Sí, me dijeron"), "told"),
        Choice(v.YesNo.NO, _("No, nadie"), "not_told"),
    ),
    is_private=True,
)

SOMEBODY_WITH_YOU: Final = Sentence(
    _("¿Hay alguien con usted mientras contesta?"),
    (
        Choice(v.Company.NOBODY, _("Nadie"), "alone"),
        Choice(v.Company.FAMILY, _("Mi familia"), "family"),
        Choice(v.Company.NEIGHBOUR, _("Un vecino o una vecina"), "accompanied"),
        Choice(v.Company.AUTHORITY, _("Una autoridad"), "authority"),
        Choice(v.Company.PROJECT_STAFF, _("Alguien del proyecto"), "organisation"),
    ),
    is_private=True,
)

# Before everything, before the assumptions, and after them.
FIRST: Final[Mapping[v.Question, Sentence]] = {
    v.Question.CAN_SPEAK_FREELY: CAN_SPEAK_FREELY,
}
# After the step on the ladder of this code.
WITH_LADDER: Final[Mapping[str, Mapping[v.Question, Sentence]]] = {
    "water": {v.Question.WATER_MINUTES: WATER_MINUTES},
}
BEFORE: Final[Mapping[v.Question, Sentence]] = {v.Question.NEEDS: NEEDS}
AFTER: Final[Mapping[v.Question, Sentence]] = {
    v.Question.UNDERSTOOD: UNDERSTOOD,
    v.Question.EXPLAINED_IN_LANGUAGE: EXPLAINED_IN_LANGUAGE,
    v.Question.MONEY_RIGHT: MONEY_RIGHT,
    v.Question.KNOWS_EXECUTOR: KNOWS_EXECUTOR,
    v.Question.TRUSTS_EXECUTOR: TRUSTS_EXECUTOR,
    v.Question.UPKEEP: UPKEEP,
    v.Question.LEFT_OUT: LEFT_OUT,
    v.Question.AGREE: AGREE,
    v.Question.SPOKE_FREELY: SPOKE_FREELY,
    v.Question.TOLD_WHAT_TO_ANSWER: TOLD_WHAT_TO_ANSWER,
    v.Question.SOMEBODY_WITH_YOU: SOMEBODY_WITH_YOU,
}

STATEMENT: Final = Sentence(
    _("Dicen: «{statement}» ¿Es así?"),
    (
        Choice(v.YesNo.YES, _("Sí, es así"), "yes"),
        Choice(v.YesNo.NO, _("No es así"), "no"),
    ),
)


@dataclass(frozen=True, slots=True)
class AboutQuestion:
    """What somebody may say of themselves, and why it is asked. Always optional."""

    field: str
    text: str
    why: str
    choices: tuple[Choice, ...] = ()
    # Those that few people need stand behind "otra".
    more: tuple[Choice, ...] = ()


LANGUAGE: Final = "language"
PART: Final = "part"

ABOUT: Final = (
    AboutQuestion(
        LANGUAGE,
        _("¿Qué idioma hablan en su casa?"),
        _("Para saber si se explicó en los idiomas que habla la gente."),
    ),
    AboutQuestion(
        "sex",
        _("¿Usted es…?"),
        _("Para saber si se oye igual a las mujeres y a los hombres."),
        (
            Choice(v.Sex.FEMALE, _("Mujer"), "woman"),
            Choice(v.Sex.MALE, _("Hombre"), "man"),
            Choice(v.Sex.OTHER, _("Otro"), "need-other"),
        ),
    ),
    AboutQuestion(
        "age_band",
        _("¿Qué edad tiene?"),
        _("Para saber si se oye también a jóvenes y a mayores."),
        (
            Choice(v.AgeBand.FROM_14_TO_17, _("De 14 a 17 años"), "young"),
            Choice(v.AgeBand.FROM_18_TO_29, _("De 18 a 29 años"), "adult-young"),
            Choice(v.AgeBand.FROM_30_TO_59, _("De 30 a 59 años"), "adult"),
            Choice(v.AgeBand.FROM_60, _("60 años o más"), "elder"),
        ),
    ),
    AboutQuestion(
        "displacement",
        _("¿Siempre ha vivido aquí?"),
        _("Para no olvidar a quien tuvo que salir de su casa o fue deportado."),
        (
            Choice(
                v.Displacement.RESIDENT,
                _("Siempre he vivido aquí, o vine porque quise"),
                "need-housing",
            ),
            Choice(
                v.Displacement.IDP,
                _("Tuve que dejar mi casa y vine de otro lugar del país"),
                "displaced",
            ),
            Choice(
                v.Displacement.IDP_RETURNEE,
                _("Tuve que irme a otro lugar del país y ya regresé"),
                "need-return_support",
            ),
            Choice(
                v.Displacement.RETURNED_SPONTANEOUS,
                _("Viví en otro país y regresé por mi cuenta"),
                "returned",
            ),
            Choice(
                v.Displacement.RETURNED_ASSISTED,
                _("Viví en otro país y me ayudaron a regresar"),
                "accompanied",
            ),
            Choice(
                v.Displacement.RETURNED_FORCED,
                _("Me deportaron de otro país"),
                "deported",
            ),
        ),
        (
            Choice(
                v.Displacement.RETURNEE_FROM_ABROAD,
                _("Pedí refugio en otro país y ya regresé"),
                "refuge-returned",
            ),
            Choice(
                v.Displacement.REFUGEE,
                _("Soy de otro país y me dieron refugio"),
                "refugee",
            ),
            Choice(
                v.Displacement.ASYLUM_SEEKER,
                _("Soy de otro país y pedí refugio"),
                "asylum",
            ),
            Choice(
                v.Displacement.INTERNATIONAL_MIGRANT,
                _("Soy de otro país y vine a vivir aquí"),
                "migrant",
            ),
            Choice(
                v.Displacement.STATELESS,
                _("Ningún país me reconoce"),
                "stateless",
            ),
        ),
    ),
    AboutQuestion(
        "disability",
        _(
            "¿Le cuesta mucho ver, oír, caminar, recordar, vestirse o que le "
            "entiendan?",
        ),
        _("Para saber si se oye también a las personas con discapacidad."),
        (
            Choice(v.YesNo.YES, _("Sí, mucho"), "disability"),
            Choice(v.YesNo.NO, _("No"), "no"),
        ),
    ),
)

# Asked only where the community has parts: its choices are their names.
WHERE: Final = AboutQuestion(
    PART,
    _("¿En qué parte de la comunidad vive?"),
    _(
        "Para que lo que dice una parte no tape lo que dice otra. Si la suya no está, "
        "toque «Prefiero no decir».",
    ),
)


def about_oneself(*, with_part: bool) -> tuple[AboutQuestion, ...]:
    """Return what is asked about oneself: where one lives too, where there are parts.

    After the language, which is also the household's.
    """
    return (ABOUT[0], WHERE, *ABOUT[1:]) if with_part else ABOUT
