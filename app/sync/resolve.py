"""Writes that were announced and never acknowledged: find out whether they happened, before anything else is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from app.engine.check import own_entry
from app.engine.operations import CreateComment, CreateIssue, EditComment, EditFields, Operation
from app.engine.writing import writable_part
from app.errors import JiraAnswerLost, JiraNotFound
from app.sync.carry_out import (
    forget_if_gone,
    issue_id_on,
    learn_base_of_creation,
    record_comment,
    record_creation,
    record_edit,
)
from app.sync.held_pair import HeldPair
from app.sync.ports import CreatedIssue
from app.sync.records import Intent

CREATION_SEARCH_LAG = timedelta(seconds=90)
"""So long a created issue may be missing from Jira's search. Only after this is it created again."""

COMMENT_APPEARS_WITHIN = timedelta(seconds=60)
"""So long Jira may take for a request whose answer we did not wait for (`app.jira.session.READ_TIMEOUT_SECONDS`)."""

CLOCK_SLACK = timedelta(minutes=15)
"""So far Jira's clock may be off when we search by creation date, which is also precise to the minute only."""


def resolve_open_intents(held: HeldPair) -> tuple[Operation, ...]:
    """Closes every open intent of the pair. Returns values to put back, like `carry_out`.

    Raises JiraAnswerLost when it can't be known yet (the search index lags): try again later.
    """
    with held.ports.store.transaction() as work:
        intents = work.journal.open_intents(held.pair.id)
    put_back: tuple[Operation, ...] = ()
    for intent in intents:
        put_back += resolve(held, intent)
    return put_back


def resolve(held: HeldPair, intent: Intent) -> tuple[Operation, ...]:
    match intent.operation:
        case CreateIssue():
            resolve_creation(held, intent)
        case EditFields() as operation:
            return resolve_edit(held, intent, operation)
        case CreateComment():
            resolve_comment(held, intent)
        case EditComment() as operation:
            resolve_comment_edit(held, intent, operation)
        case _:
            assert_never(intent.operation)
    return ()


def resolve_creation(held: HeldPair, intent: Intent) -> None:
    known_id = held.pair.issue_id(intent.side)
    if known_id is not None:
        learn_base_of_creation(held, intent, held.site(intent.side).read_issue(known_id, held.field_ids(intent.side)))
        return
    created = held.found.get(intent.operation_id) or search_creation(held, intent)
    if created is not None:
        record_creation(held, intent, created)
    elif held.now() - intent.intended_at > CREATION_SEARCH_LAG:
        miss(held, intent)
    else:
        sentence = (
            "It is not known yet whether Jira created the counterpart: its search index lags. Looking again soon."
        )
        raise JiraAnswerLost(sentence, call="POST /issue")


def search_creation(held: HeldPair, intent: Intent) -> CreatedIssue | None:
    project_id = held.mapping(intent.side).project_id
    since = intent.intended_at - CLOCK_SLACK
    found = held.site(intent.side).find_created(project_id, since, [intent.operation_id])
    return found.get(intent.operation_id)


def resolve_edit(held: HeldPair, intent: Intent, operation: EditFields) -> tuple[Operation, ...]:
    """Our changelog entry carries the operation id. Without one the write did not happen (or changed nothing): the next
    plan starts from what the issue shows now. A value to be put back is in no plan: its write stays announced, as far
    as the configuration of today has a place for it."""
    raw = held.site(intent.side).read_issue(issue_id_on(held, intent.side), held.field_ids(intent.side))
    if own_entry(raw, intent.operation_id) is not None:
        return record_edit(held, intent, raw)
    with held.transaction() as work:
        held.keep(work, intent.side, held.snapshot_of(intent.side, raw))
        rest = writable_part(operation, held.mapping(intent.side), held.configuration.contract)
        if operation.puts_back_after is None or not rest.aliases:
            work.journal.abandon(intent.operation_id, "not found in the changelog", held.now())
            return ()
    held.announced[rest.key] = replace(intent, operation=rest)
    return (rest,)


def resolve_comment(held: HeldPair, intent: Intent) -> None:
    """Jira may still be at work on a request that we have stopped waiting for: only after a while is a comment that is
    not there taken for one that was never posted. Raises JiraAnswerLost before that."""
    comments = held.site(intent.side).read_comments(issue_id_on(held, intent.side))
    posted = next((comment for comment in comments if comment.operation_id == intent.operation_id), None)
    if posted is not None:
        record_comment(held, intent, posted)
    elif held.now() - intent.intended_at > COMMENT_APPEARS_WITHIN:
        abandon(held, intent)
    else:
        sentence = "It is not known yet whether Jira took the comment. Looking again soon."
        raise JiraAnswerLost(sentence, call="POST /issue/{id}/comment")


def resolve_comment_edit(held: HeldPair, intent: Intent, operation: EditComment) -> None:
    try:
        current = held.site(intent.side).read_comment(issue_id_on(held, intent.side), operation.comment_id)
    except JiraNotFound:
        if not forget_if_gone(held, operation):
            raise
        abandon(held, intent)
        return
    if current.body == operation.body:
        record_comment(held, intent, current)
    else:
        abandon(held, intent)


def miss(held: HeldPair, intent: Intent) -> None:
    with held.transaction() as work:
        work.journal.miss(intent.operation_id, held.now())


def abandon(held: HeldPair, intent: Intent) -> None:
    with held.transaction() as work:
        work.journal.abandon(intent.operation_id, "looked for and not found", held.now())
