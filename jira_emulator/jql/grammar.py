"""The grammar of JQL, and Jira's words for what does not fit it."""

from __future__ import annotations

import re
from functools import cache

from lark import Lark, Token
from lark.exceptions import LarkError, UnexpectedCharacters, UnexpectedToken, VisitError

from jira_emulator.jql.model import Condition, JqlError, OrderTerm
from jira_emulator.jql.tree import ConditionBuilder
from jira_emulator.jql.words import KEYWORDS, RESERVED_CHARACTERS

GRAMMAR = r"""
start: [condition] [ordering]

?condition: conjunction ("||" conjunction | OR conjunction)*      -> any_of
?conjunction: negation ("&&" negation | AND negation)*            -> all_of
?negation: (NOT | BANG) negation                                  -> negated
         | "(" condition ")"
         | clause

clause: field operator operand
operator: COMPARISON | IN | NOT IN | IS | IS NOT
field: (WORD | STRING) ["[" (WORD | STRING) "]" [WORD]]
?operand: simple | "(" simple ("," simple)* ")" -> operand_list
?simple: EMPTY -> empty
       | (WORD | STRING) "(" [argument ("," argument)*] ")" -> function
       | (WORD | STRING) -> literal
argument: WORD | STRING

ordering: ORDER BY order_term ("," order_term)*
order_term: field [ASC | DESC]

COMPARISON.2: "!=" | "!~" | "<=" | ">=" | "=" | "<" | ">" | "~"
BANG: "!"
STRING: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/s
WORD: /(?:[^\s"'!&|()\[\]{}<>=~,;?+*\/%^$#@\\]|\\.)+/
%declare AND OR NOT IN IS EMPTY ORDER BY ASC DESC
%ignore /\s+/
"""

VALID_OPERATORS = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'"
MAXIMUM_NESTING = 150
_QUOTED = re.compile(r"""["](?:[^"\\]|\\.)*["]|'(?:[^'\\]|\\.)*'""", re.DOTALL)


def parse_text(text: str) -> tuple[Condition | None, tuple[OrderTerm, ...]]:
    """Condition and ordering of a query. Raises `JqlError` in Jira's words."""
    _refuse_deep_nesting(text)
    try:
        tree = _parser().parse(text)
        return ConditionBuilder(visit_tokens=False).transform(tree)
    except UnexpectedToken as error:
        raise JqlError([_unexpected_token(error)]) from error
    except UnexpectedCharacters as error:
        raise JqlError([_unexpected_character(error, text)]) from error
    except VisitError as error:
        raise _original_error(error) from error


def _original_error(error: VisitError) -> JqlError | LarkError:
    return error.orig_exc if isinstance(error.orig_exc, JqlError) else error


def _refuse_deep_nesting(text: str) -> None:
    """A query nested thousands deep must end in an answer, not in an exhausted stack."""
    unquoted = _QUOTED.sub("x", text)
    if max(_deepest_bracket(unquoted), _longest_negation(unquoted)) > MAXIMUM_NESTING:
        raise JqlError(["Error in the JQL Query: The query is nested too deeply."])


def _deepest_bracket(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def _longest_negation(text: str) -> int:
    longest = run = 0
    for word in text.replace("!", " not ").lower().split():
        run = run + 1 if word == "not" else 0
        longest = max(longest, run)
    return longest


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer="basic", lexer_callbacks={"WORD": _keyword}, maybe_placeholders=True)


def _keyword(token: Token) -> Token:
    keyword = KEYWORDS.get(token.lower())
    return token if keyword is None else Token.new_borrow_pos(keyword, str(token), token)


def _unexpected_token(error: UnexpectedToken) -> str:
    expected = set(error.accepts or error.expected)
    token: Token = error.token
    if token.type == "$END":
        return f"Error in the JQL Query: {_expected_at_end(expected)}"
    return f"Error in the JQL Query: {_expected_instead(expected, str(token))} {_place(token.line, token.column)}"


def _expected_instead(expected: set[str], got: str) -> str:
    shown = got[1:-1] if got[:1] in "\"'" else got
    if "COMPARISON" in expected:
        return f"Expecting operator but got '{shown}'. The valid operators are {VALID_OPERATORS}."
    if "EMPTY" in expected:
        return (
            f"Expecting either a value, list or function but got '{shown}'. "
            f"You must surround '{shown}' in quotation marks to use it as a value."
        )
    if "AND" in expected:
        return f"Expecting either 'OR' or 'AND' but got '{shown}'."
    if "BY" in expected:
        return f"Expecting 'by' but got '{shown}'."
    if "WORD" in expected:
        return (
            f"Expecting a field name but got '{shown}'. "
            f"You must surround '{shown}' in quotation marks to use it as a field name."
        )
    if "COMMA" in expected and "RPAR" not in expected:
        return f"Expecting ',' but got '{shown}'."
    return f"Unexpected '{shown}'."


def _expected_at_end(expected: set[str]) -> str:
    if "COMPARISON" in expected:
        return f"Expecting operator before the end of the query. The valid operators are {VALID_OPERATORS}."
    if "EMPTY" in expected:
        return "Expecting either a value, list or function before the end of the query."
    if "BY" in expected:
        return "Expecting 'by' before the end of the query."
    if "RPAR" in expected:
        return "Expecting ')' before the end of the query."
    return "Expecting a field name at the end of the query."


def _unexpected_character(error: UnexpectedCharacters, text: str) -> str:
    character = text[error.pos_in_stream or 0]
    return f"Error in the JQL Query: {_character_problem(character, text)} {_place(error.line, error.column)}"


def _character_problem(character: str, text: str) -> str:
    if character in "\"'":
        rest = text[text.rindex(character) + 1 :] or text.rsplit(character, 1)[0]
        return f"The quoted string '{rest.strip()}' has not been completed."
    if character in RESERVED_CHARACTERS:
        return (
            f"The character '{character}' is a reserved JQL character. "
            f"You must enclose it in a string or use the escape '\\u{ord(character):04x}' instead."
        )
    return f"Unexpected character '{character}'."


def _place(line: int | None, column: int | None) -> str:
    return f"(line {line}, character {column})"
