"""Which side changed a field since both last agreed."""

from __future__ import annotations

from app.engine.base import BaseHalf, FieldBase
from app.engine.snapshot import Absent, FieldReading


def is_changed(reading: FieldReading, half: BaseHalf, configuration_number: int) -> bool:
    """A side is compared with its own half only. An equal digest means that nothing happened there, so a new mapping
    alone changes nothing. Under the same configuration a new digest with the same meaning is no change either."""
    if isinstance(reading.state, Absent) or reading.raw_digest == half.raw_digest:
        return False
    return half.configuration_number != configuration_number or reading.state != half.state


def half_of(reading: FieldReading, configuration_number: int) -> BaseHalf:
    return BaseHalf(reading.state, reading.raw_digest, configuration_number)


def base_of(first: FieldReading, second: FieldReading, configuration_number: int) -> FieldBase:
    return FieldBase(half_of(first, configuration_number), half_of(second, configuration_number))
