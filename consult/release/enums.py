"""Numbers that the models, the locks and the actions share."""

from typing import Final

# Two persons sign whatever the amount; no band asks for fewer.
LEAST_SIGNATURES: Final = 2
MOST_SIGNATURES: Final = 9
