"""How late answers are: always as much, anything up to twice as much, or mostly less and now and then far more."""

import enum
import random
from dataclasses import dataclass

TAIL_WIDTH = 1.0
LONGEST_TAIL = 50


class Distribution(enum.StrEnum):
    FIXED = "fixed"
    UNIFORM = "uniform"
    LONG_TAIL = "long-tail"


@dataclass(frozen=True, slots=True)
class Latency:
    """`milliseconds` is what a fixed latency always is, the mean of a uniform one (0 to twice as much), and the
    median of a long tail: log-normal, one answer in a hundred ten times as late, none over fifty times.
    """

    milliseconds: float = 0.0
    distribution: Distribution = Distribution.FIXED

    def draw(self, dice: random.Random) -> float:
        """The lateness of one answer, in milliseconds."""
        match self.distribution:
            case Distribution.FIXED:
                return self.milliseconds
            case Distribution.UNIFORM:
                return dice.random() * 2 * self.milliseconds
            case Distribution.LONG_TAIL:
                return min(dice.lognormvariate(0.0, TAIL_WIDTH), LONGEST_TAIL) * self.milliseconds
