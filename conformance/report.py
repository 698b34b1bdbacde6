"""What a conformance run found, as the one JSON line that it ends with."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from conformance.answers import faults_of
from conformance.documents import DocumentedOperation
from conformance.exchanges import Exchange
from conformance.flavours import Flavour
from conformance.requests import faults_of_request
from conformance.waivers import is_unreachable

EXAMPLES_KEPT = 5


@dataclass
class Report:
    """Counts of what was checked. Several threads may add to it."""

    answers: Counter[str] = field(default_factory=Counter)  # by who drove them
    requests: int = 0  # of our client
    requested: set[str] = field(default_factory=set)
    server_errors: int = 0
    reached: set[tuple[str, int]] = field(default_factory=set)
    violations: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note_answer(self, operation: DocumentedOperation, exchange: Exchange) -> None:
        """Check one answer."""
        answer = exchange.answer
        if answer is None or exchange.is_fault:
            return
        self.count(exchange)
        faults = list(faults_of(operation, exchange))
        with self.lock:
            self.reached.add((operation.label, answer.status))
        for fault in faults:
            self.note_violation(operation.label, fault, exchange)

    def count(self, exchange: Exchange) -> None:
        """Count an answer that is checked in another way."""
        assert exchange.answer is not None
        with self.lock:
            self.answers[exchange.seen_by] += 1
            self.server_errors += exchange.answer.status >= 500

    def note_request(self, operation: DocumentedOperation, exchange: Exchange) -> None:
        """Check one request of our client."""
        with self.lock:
            self.requests += 1
            self.requested.add(operation.label)
        for fault in faults_of_request(operation, exchange):
            self.note_violation(operation.label, f"our client's request: {fault}", exchange)

    def note_violation(self, operation: str, what: str, exchange: Exchange) -> None:
        where = f"{exchange.seen_by}: {exchange.method} {exchange.url}: {what}"
        with self.lock:
            self.violations[operation] += 1
            if len(self.examples[operation]) < EXAMPLES_KEPT and where not in self.examples[operation]:
                self.examples[operation].append(where)

    def as_json(self, flavours: Iterable[Flavour]) -> dict[str, Any]:
        kinds = list(flavours)
        listed = [operation for kind in kinds for operation in kind.documented]
        missing, refusals = self._not_reached(listed)
        return {
            "operations": sum(len(kind.implemented) for kind in kinds),
            "documented": len(listed),
            "responses": sum(self.answers.values()),
            "violations": sum(self.violations.values()),
            "not_reached": missing,
            "refusals_not_reached": len(refusals),
            "responses_by": dict(self.answers),
            "client_requests": self.requests,
            "client_operations": len(self.requested),
            "server_errors": self.server_errors,
            "violations_by_operation": dict(self.violations),
        }

    def _not_reached(self, operations: list[DocumentedOperation]) -> tuple[list[str], list[str]]:
        pairs = [(one, status) for one in operations for status in sorted(one.responses)]
        missing = [(one, status) for one, status in pairs if (one.label, status) not in self.reached]
        successes = [
            f"{one.label} {status}" for one, status in missing if status < 400 and not is_unreachable(one, status)
        ]
        refusals = [f"{one.label} {status}" for one, status in missing if 400 <= status < 500]
        return successes, refusals
