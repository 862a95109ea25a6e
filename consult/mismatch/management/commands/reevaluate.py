"""Count every testimony again, and mend or check what is kept."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.consultations.models import Consultation
from consult.feedback.actions import mend_counters
from consult.mismatch.actions import evaluate
from consult.mismatch.checking import Fault, Verdict, check

_FAULTS = {
    Fault.NOT_RAISED: "debería estar levantada y no está",
    Fault.TOO_LIGHT: "debería ser más grave",
    Fault.OTHER_FINDING: "guarda otros números de los que hoy se ven",
    Fault.STILL_SUPPORTED: "ya no la sostiene lo que la gente dice",
    Fault.BROKEN_HISTORY: "su historia tiene huecos o fue cambiada",
}


class Command(BaseCommand):
    """Recompute counters and flags from the testimonies themselves.

    With ``--check`` it writes nothing and fails where anything disagrees. Without, it
    mends the counters, writes that down in the record, and evaluates: flags are raised
    or marked, none is lowered or removed. A history that was changed is not mended.
    """

    help = "Cuenta otra vez todos los testimonios y corrige las cuentas y las alertas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="No escribe nada: dice si lo guardado es exacto, y falla si no.",
        )
        parser.add_argument(
            "--consultation",
            type=int,
            action="append",
            metavar="ID",
            help="Solo esta consulta. Se puede repetir.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        consultations = Consultation.objects.select_related("design").order_by("pk")
        if options["consultation"]:
            consultations = consultations.filter(pk__in=options["consultation"])
        wrong = 0
        for consultation in consultations:
            if not options["check"]:
                self._mend(consultation)
            verdict = check(consultation)
            self._tell(verdict)
            wrong += not verdict.agrees
        if wrong:
            message = f"No coincide en {wrong} de {len(consultations)} consultas."
            raise CommandError(message)
        self.stdout.write(f"Coincide exactamente: {len(consultations)} consultas.")

    def _mend(self, consultation: Consultation) -> None:
        for counter, lacking in mend_counters(consultation_id=consultation.pk).items():
            self.stdout.write(
                f"{consultation.code}: {counter.question} / {counter.group} / "
                f"{counter.choice}: {lacking:+d}",
            )
        outcome = evaluate(consultation_id=consultation.pk, is_point=True)
        if any((outcome.raised, outcome.graver, outcome.updated, outcome.faded)):
            self.stdout.write(
                f"{consultation.code}: alertas nuevas {outcome.raised}, más graves "
                f"{outcome.graver}, al día {outcome.updated}, sin sostén "
                f"{outcome.faded}",
            )

    def _tell(self, verdict: Verdict) -> None:
        code = verdict.consultation.code
        for counter, lacking in verdict.counters.items():
            self.stderr.write(
                f"{code}: {counter.question} / {counter.group} / {counter.choice}: "
                f"le faltan {lacking:+d}",
            )
        if verdict.waits:
            self.stdout.write(f"{code}: hay cambios que todavía no se evalúan")
        for each in verdict.flags:
            told = self.stdout if verdict.waits else self.stderr
            told.write(
                f"{code}: {each.detector} / {each.subject}: {_FAULTS[each.fault]}"
            )
