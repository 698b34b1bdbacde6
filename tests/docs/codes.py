"""The codes that a person or an operator can meet, read from the code itself: nobody keeps a list of them."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import app
from app.errors import BackboneError

PARAMETER = "code"


@cache
def app_modules() -> tuple[ModuleType, ...]:
    """Every module of the application; migrations are scripts, not modules."""
    names = (found.name for found in pkgutil.walk_packages(app.__path__, "app."))
    return tuple(importlib.import_module(name) for name in names if ".migrations" not in name)


def error_codes() -> frozenset[str]:
    """The codes of the whole error tree."""
    app_modules()
    kinds: list[type[BackboneError]] = [BackboneError, *below(BackboneError)]
    return frozenset(kind.code for kind in kinds if kind.__module__.startswith("app."))


def below(kind: type[BackboneError]) -> Iterator[type[BackboneError]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def hold_codes() -> frozenset[str]:
    """What a plan holds things with: `Hold(place, side, code, reason)`."""
    return codes_of_calls(ast.Name, "Hold", 2)


def incident_codes() -> frozenset[str]:
    """What incidents are reported with, apart from the code of an error or a hold at hand."""
    return codes_of_calls(ast.Attribute, "report", None)


def suspension_codes() -> frozenset[str]:
    """What a synchronization stops itself with: `suspend(id, code)`."""
    return codes_of_calls(ast.Attribute, "suspend", 1)


def codes_of_calls(kind: type[ast.expr], name: str, position: int | None) -> frozenset[str]:
    found: set[str] = set()
    for module in app_modules():
        tree = ast.parse(inspect.getsource(module))
        for call in calls(tree, kind, name):
            expression = argument(call, PARAMETER, position)
            if expression is not None:
                found |= codes_of(expression, module, tree)
    return frozenset(found)


def calls(tree: ast.AST, kind: type[ast.expr], name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, kind):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called == name:
                yield node


def argument(call: ast.Call, name: str, position: int | None) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    if named is not None or position is None or position >= len(call.args):
        return named
    return call.args[position]


def codes_of(expression: ast.expr, module: ModuleType, tree: ast.AST) -> set[str]:
    """What the expression can stand for. Raises AssertionError for one that this can't tell: write it more plainly."""
    match expression:
        case ast.Constant(value=str(code)):
            return {code}
        case ast.Attribute(value=ast.Name(), attr="code"):
            return set()  # of an error or a hold, which are collected where they are defined and made
        case ast.Name(id=name) if isinstance(getattr(module, name, None), str):
            return {getattr(module, name)}
        case ast.Name(id=name):
            handed_on = list(arguments_for(name, expression, tree))
            assert handed_on, f"{module.__name__}, line {expression.lineno}: where does the code {name} come from?"
            return {code for given in handed_on for code in codes_of(given, module, tree)}
    raise AssertionError(f"{module.__name__}, line {expression.lineno}: which code is this? {ast.unparse(expression)}")


def arguments_for(name: str, expression: ast.expr, tree: ast.AST) -> Iterator[ast.expr]:
    """What callers in this module give for the parameter of the function around the expression."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or expression not in ast.walk(function):
            continue
        parameters = [parameter.arg for parameter in function.args.args]
        for call in calls(tree, ast.Name, function.name) if name in parameters else ():
            given = argument(call, name, parameters.index(name))
            if given is not None:
                yield given
