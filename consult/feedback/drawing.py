"""How a number is drawn, so that who does not read it can count it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Drawn:
    """A number as a picture of tens and ones, on rows of five tens, in steps."""

    full_rows: int
    tens_after: int
    ones: int

    TENS_A_ROW: ClassVar[int] = 5
    WIDE: ClassVar[int] = 48
    HIGH: ClassVar[int] = 24

    @classmethod
    def of(cls, number: int) -> "Drawn":
        """Return the picture of a number."""
        tens, ones = divmod(number, 10)
        return cls(*divmod(tens, cls.TENS_A_ROW), ones)

    @property
    def full_height(self) -> int:
        """Return the height of the rows that are full."""
        return self.HIGH * self.full_rows

    @property
    def tens_width(self) -> int:
        """Return the width of the tens after them."""
        return self.WIDE * self.tens_after

    @property
    def ones_top(self) -> int:
        """Return where the ones begin: under all tens."""
        return self.full_height + self.HIGH * bool(self.tens_after)

    @property
    def ones_width(self) -> int:
        """Return the width of the ones: two are as wide as a ten."""
        return self.WIDE // 2 * self.ones

    @property
    def height(self) -> int:
        """Return the height of it all; of nothing that of a row."""
        return max(self.HIGH, self.ones_top + self.HIGH * bool(self.ones))
