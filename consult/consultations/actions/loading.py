"""Bringing what each kind of consultation asks for from its file."""

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.utils.translation import override

from consult.consultations.models import KindRequirements
from consult.consultations.requirements import FILE, row_of
from projects.standards import DATA_FOLDER, TableReport, bring, rows_as_stored


@transaction.atomic
def load_requirements(*, folder: Path = DATA_FOLDER) -> Mapping[str, TableReport]:
    """Bring what each kind of consultation asks for; what was edited here stays.

    Consultations that are open keep what held when they were opened.

    Raises:
        MalformedFile: the file is not as it should be; nothing was written.

    """
    # modeltranslation writes the active language into the column without a language.
    with override("es"):
        return {
            "consultation kinds": bring(
                rows_as_stored(FILE, row_of, folder=folder),
                KindRequirements.objects.all(),
                lambda row: row.kind,
            ),
        }
