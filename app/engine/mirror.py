"""The same things seen from the other side: the laws hold a plan against its mirror image."""

from __future__ import annotations

from dataclasses import replace

from app.engine.base import Base, CommentBase, FieldBase
from app.engine.contract import ConflictPolicy, Contract, FieldRule, InitialRule, Side
from app.engine.mapping import Configuration
from app.engine.operations import Operation
from app.engine.plan import Agreement, Conflict, Hold, PairView, Plan, Skip

POLICIES = {ConflictPolicy.FIRST: ConflictPolicy.SECOND, ConflictPolicy.SECOND: ConflictPolicy.FIRST}
INITIAL_RULES = {InitialRule.FIRST: InitialRule.SECOND, InitialRule.SECOND: InitialRule.FIRST}


def mirrored_view(view: PairView) -> PairView:
    return PairView(view.second, view.first, mirrored_base(view.base))


def mirrored_base(base: Base) -> Base:
    fields = {alias: mirrored_field(entry) for alias, entry in base.fields.items()}
    return Base(fields, tuple(mirrored_comment(pair) for pair in base.comments))


def mirrored_field(base: FieldBase) -> FieldBase:
    return FieldBase(base.second, base.first)


def mirrored_comment(pair: CommentBase) -> CommentBase:
    return CommentBase(pair.origin.other, pair.second_id, pair.first_id, pair.second_digest, pair.first_digest)


def mirrored_configuration(configuration: Configuration) -> Configuration:
    contract = mirrored_contract(configuration.contract)
    return Configuration(configuration.number, contract, configuration.second, configuration.first)


def mirrored_contract(contract: Contract) -> Contract:
    return replace(
        contract,
        issue_types=tuple(replace(rule, direction=rule.direction.mirrored) for rule in contract.issue_types),
        fields=tuple(mirrored_rule(rule) for rule in contract.fields),
        comments=replace(contract.comments, direction=contract.comments.direction.mirrored),
    )


def mirrored_rule(rule: FieldRule) -> FieldRule:
    policy = POLICIES.get(rule.policy, rule.policy)
    initial = INITIAL_RULES.get(rule.initial, rule.initial)
    return replace(rule, direction=rule.direction.mirrored, policy=policy, initial=initial)


def mirrored_plan(decision: Plan, base: Base) -> Plan:
    """`base` is the one that the plan was made with: conflicts of comments are named after the first side's comment."""
    places = {f"comment:{pair.first_id}": f"comment:{pair.second_id}" for pair in base.comments}
    return Plan(
        operations=tuple(mirrored_operation(operation) for operation in decision.operations),
        conflicts=tuple(mirrored_conflict(conflict, places) for conflict in decision.conflicts),
        skips=tuple(mirrored_skip(skip, places) for skip in decision.skips),
        holds=tuple(mirrored_hold(hold) for hold in decision.holds),
        agreements=tuple(Agreement(entry.alias, mirrored_field(entry.base)) for entry in decision.agreements),
        comment_agreements=tuple(mirrored_comment(pair) for pair in decision.comment_agreements),
    )


def mirrored_operation(operation: Operation) -> Operation:
    return replace(operation, side=operation.side.other)


def mirrored_conflict(conflict: Conflict, places: dict[str, str]) -> Conflict:
    place = places.get(conflict.place, conflict.place)
    return replace(conflict, place=place, loser=conflict.loser.other, rule=mirrored_words(conflict.rule))


def mirrored_skip(skip: Skip, places: dict[str, str]) -> Skip:
    place = places.get(skip.place, skip.place)
    return Skip(place, skip.side.other, mirrored_words(skip.reason))


def mirrored_hold(hold: Hold) -> Hold:
    return Hold(hold.place, hold.side.other, hold.code, mirrored_words(hold.reason))


def mirrored_words(sentence: str) -> str:
    """The sentence with both sides' names swapped."""
    names = {str(side): str(side.other) for side in Side}
    words = sentence.replace(Side.FIRST, "\0").replace(Side.SECOND, names[Side.SECOND])
    return words.replace("\0", names[Side.FIRST])
