"""From the parse tree to conditions: unescaping, operators, reserved words."""

from __future__ import annotations

import re

from lark import Token, Transformer, v_args

from jira_emulator.jql.model import (
    All,
    Any,
    Clause,
    Condition,
    Empty,
    FieldReference,
    FunctionCall,
    JqlError,
    Literal,
    Not,
    Operand,
    OperandList,
    Operator,
    OrderTerm,
)
from jira_emulator.jql.words import RESERVED_WORDS

ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\", "'": "'", '"': '"', " ": " "}
VALID_ESCAPES = "\\', \\\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX"


def written_text(token: Token) -> str:
    """What a word or quoted string says. Raises `JqlError` for an illegal escape or an unquoted reserved word."""
    if token.type == "STRING":
        return _unescape(str(token)[1:-1], token)
    if token.lower() in RESERVED_WORDS:
        raise JqlError(
            [
                f"Error in the JQL Query: '{token}' is a reserved JQL word. You must surround it in quotation marks "
                f"to use it in a query. (line {token.line}, character {token.column})"
            ]
        )
    return _unescape(str(token), token)


def _unescape(text: str, token: Token) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        if code not in ESCAPED:
            raise JqlError([_illegal_escape(code, token)])
        return ESCAPED[code]

    return ESCAPE.sub(character, text)


def _illegal_escape(code: str, token: Token) -> str:
    return (
        f"Error in the JQL Query: '\\{code}' is an illegal JQL escape sequence. The valid escape sequences are "
        f"{VALID_ESCAPES}. (line {token.line}, character {token.column})"
    )


def _field_name(token: Token, indexed: bool) -> str:
    if indexed and token.lower() == "cf":
        return "cf"
    return written_text(token)


@v_args(inline=True)
class ConditionBuilder(Transformer[Token, "tuple[Condition | None, tuple[OrderTerm, ...]]"]):
    """One method per rule of the grammar."""

    def start(
        self, condition: Condition | None, ordering: tuple[OrderTerm, ...] | None
    ) -> tuple[Condition | None, tuple[OrderTerm, ...]]:
        return condition, ordering or ()

    def any_of(self, *parts: Condition | Token) -> Condition:
        conditions = tuple(part for part in parts if not isinstance(part, Token))
        return conditions[0] if len(conditions) == 1 else Any(conditions)

    def all_of(self, *parts: Condition | Token) -> Condition:
        conditions = tuple(part for part in parts if not isinstance(part, Token))
        return conditions[0] if len(conditions) == 1 else All(conditions)

    def negated(self, _sign: Token, part: Condition) -> Condition:
        return Not(part)

    def clause(self, field: FieldReference, operator: Operator, operand: Operand) -> Condition:
        return Clause(field, operator, operand)

    def operator(self, *tokens: Token) -> Operator:
        return Operator(" ".join(token.lower() for token in tokens))

    def field(self, name: Token, key: Token | None, path: Token | None) -> FieldReference:
        text = _field_name(name, indexed=key is not None)
        if key is None:
            return FieldReference(text)
        if text.lower() == "cf":
            return FieldReference(f"cf[{key}]")
        steps = tuple(str(path).strip(".").split(".")) if path is not None else ()
        return FieldReference(text, property_key=written_text(key), path=steps)

    def literal(self, token: Token) -> Literal:
        return Literal(written_text(token))

    def empty(self, _token: Token) -> Empty:
        return Empty()

    def function(self, name: Token, *arguments: str | None) -> FunctionCall:
        return FunctionCall(written_text(name), tuple(text for text in arguments if text is not None))

    def argument(self, token: Token) -> str:
        return written_text(token)

    def operand_list(self, *items: Literal | Empty | FunctionCall) -> OperandList:
        return OperandList(items)

    def ordering(self, _order: Token, _by: Token, *terms: OrderTerm) -> tuple[OrderTerm, ...]:
        return terms

    def order_term(self, field: FieldReference, direction: Token | None) -> OrderTerm:
        return OrderTerm(field, None if direction is None else direction.type == "DESC")
