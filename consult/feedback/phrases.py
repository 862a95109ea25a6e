"""What the pages of somebody who answers say by themselves, in Spanish.

Marked for translation here, and said by the templates with `{% own %}`: so that
speakers find each one to say, and the page finds what they said.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

# Heard beside each language where it is chosen.
GREETING: Final = _("Buenos días. ¿Seguimos en este idioma?")

# Facts are filled in to be heard as a whole; the page shows them larger.
WHERE_IT_IS: Final = _("El proyecto es en {place}.")
WHO_DOES_IT: Final = _("Lo va a hacer {executor}. El dinero lo pone {funder}.")
WHAT_IT_COSTS: Final = _("Cuesta {cost}.")
WHAT_IT_COSTS_FOR: Final = _("Cuesta {cost} para {households} familias.")
WHEN_IT_IS: Final = _("Empieza en {start}.")
WHEN_IT_IS_UNTIL: Final = _("Empieza en {start} y termina en {end}.")

CLAIM: Final = _("¿Es verdad esto donde usted vive?")
CLAIMS: Final = _("Lo que dan por cierto")
CLAIMS_WHY: Final = _("El proyecto solo sirve si esto es verdad. Usted sabe si lo es.")

# The title of each promise, what is promised, and its drawing.
PROMISES: Final = (
    (
        _("Qué pasa con lo que usted diga"),
        _(
            "Se suma con lo que dicen las demás familias. Si no coincide con el "
            "proyecto, el dinero espera.",
        ),
        "family",
    ),
    (
        _("Quién lo ve"),
        _(
            "Todos ven los números, nunca quién dijo qué. Lo que escriba con sus "
            "palabras lo leen solo unas pocas personas que cuidan a la gente.",
        ),
        "not_told",
    ),
    (
        _("Lo que no le vamos a preguntar"),
        _(
            "No le pediremos su nombre, su documento, su teléfono ni su dirección.",
        ),
        "prefer_not",
    ),
    (
        _("Usted manda"),
        _(
            "Puede decir «no sé» o «prefiero no decir», parar cuando quiera, y retirar "
            "lo que dijo con su recibo.",
        ),
        "yes",
    ),
)

# Buttons and sentences of the pages, as the templates write them: {% own "Seguir" %}.
# A test holds that every one of them is here, and that none here is left over.
PAGES: Final = (
    _("¿En qué idioma seguimos?"),
    _("El proyecto en un minuto"),
    _("Qué quieren hacer"),
    _("Dónde"),
    _("Quién lo va a hacer"),
    _("Cuánto cuesta"),
    _("Cuándo"),
    _("Seguir"),
    _("Atrás"),
    _("Guardar"),
    _("Cambiar de idioma"),
    _("Ver todo junto"),
    _("Empezar a responder"),
    _("Seguir donde iba"),
    _("Borrar y empezar de nuevo"),
    _("Responder sin señal"),
    _("Tengo un número para seguir"),
    _("No decir nada de mí"),
    _("Dejarlo para después"),
    _("Quedó guardado y cerrado"),
    _("Para seguir después, desde cualquier teléfono, guarde este número:"),
    _("En este teléfono ya no se puede abrir."),
    _("Puede parar ahora"),
    _(
        "Si para, no se envía nada, y aquí no queda nada de lo que contestó. Puede "
        "volver otro día, desde cualquier teléfono.",
    ),
    _("Parar y no enviar nada"),
    _("Pedí que me dejen a solas: contestar otra vez"),
    _("Seguir así: puedo callar lo que no quiera decir"),
    _("No se envió nada"),
    _("Aquí no queda nada de lo que contestó."),
    _("Con mis palabras (si quiere)"),
    _("Escriba el número"),
    _("O cuéntelo: los cuadros son de diez, los puntos de uno"),
    _("Diez menos"),
    _("Diez más"),
    _("Uno menos"),
    _("Uno más"),
    _("Ya casi termina. Si quiere, díganos algo de usted. Nadie sabrá quién es."),
    _("Mire si está bien"),
    _("Nada se ha enviado todavía. Puede cambiar lo que quiera."),
    _("De usted"),
    _("Sin contestar"),
    _("No dijo"),
    _("Cambiar"),
    _("Contestar"),
    _("Enviar"),
    _("Borrar todo"),
    _("Llegó. Gracias por decir cómo es de verdad."),
    _("Su recibo"),
    _("Guarde este número: con él ve qué pasó con lo que dijo, sin dar su nombre."),
    _(
        "Anótelo en un papel o tome una foto. Se muestra solo esta vez y nadie se lo "
        "puede volver a dar.",
    ),
    _("No lo enseñe: quien lo tenga puede retirar lo que usted dijo."),
    _("Ya lo guardé"),
)
