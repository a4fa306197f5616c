"""A node of a syntax tree → what may stand in its place."""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BOUNDARIES = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
_OPPOSITES = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.Pow: ast.Mult,
}
_FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_METHODS = {
    "startswith": "endswith",
    "endswith": "startswith",
    "removeprefix": "removesuffix",
    "removesuffix": "removeprefix",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "find": "rfind",
    "rfind": "find",
    "partition": "rpartition",
    "rpartition": "partition",
    "search": "match",
    "match": "search",
    "fullmatch": "match",
}
_UNDONE = frozenset({"strip", "lstrip", "rstrip", "lower", "casefold", "removeprefix", "removesuffix", "replace"})
"""Methods that give a text much like the one they are asked of; without them, is anything different?"""


def replacements(node: ast.AST, parent: ast.AST, field: str) -> Iterator[ast.AST]:
    """Give everything that a mutant has in the place of a node that stands in this field of its parent."""
    is_condition = field == "test" or (field == "ifs" and isinstance(parent, ast.comprehension))
    if is_condition and isinstance(node, ast.expr):
        yield from _forced(node, parent)
    of_kind: Callable[..., Iterator[ast.AST]] | None = _KINDS.get(type(node))
    if of_kind is not None:
        yield from of_kind(node, is_condition or isinstance(parent, ast.BoolOp))


def _forced(test: ast.expr, parent: ast.AST) -> Iterator[ast.AST]:
    """Force a condition to each side; it is still asked, since it may name what it found."""
    if not isinstance(parent, ast.comprehension):
        yield ast.BoolOp(ast.And(), [test, ast.Constant(value=False)])
    if not isinstance(parent, ast.While):
        yield ast.BoolOp(ast.Or(), [test, ast.Constant(value=True)])


def _comparison(node: ast.Compare, is_condition: bool) -> Iterator[ast.AST]:  # noqa: FBT001 -- called by table.
    for place, operator in enumerate(node.ops):
        other = _BOUNDARIES.get(type(operator)) or (None if is_condition else _OPPOSITES.get(type(operator)))
        if other is not None:
            operators = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield ast.Compare(node.left, operators, node.comparators)


def _connective(node: ast.BoolOp, _: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    for place in range(len(node.values)):
        left = [*node.values[:place], *node.values[place + 1 :]]
        yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


def _unary(node: ast.UnaryOp, is_condition: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    if isinstance(node.op, ast.USub) or (isinstance(node.op, ast.Not) and not is_condition):
        yield node.operand


def _binary(node: ast.BinOp, _: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    other = _ARITHMETIC.get(type(node.op))
    if other is not None and not (_is_text(node.left) or _is_text(node.right)):
        yield ast.BinOp(node.left, other(), node.right)


def _augmented(node: ast.AugAssign, _: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    other = _ARITHMETIC.get(type(node.op))
    if other is not None and not _is_text(node.value):
        yield ast.AugAssign(node.target, other(), node.value)


def _constant(node: ast.Constant, _: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    value: Any = node.value
    if isinstance(value, bool):
        yield ast.Constant(value=not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value=value + 1)
    elif isinstance(value, str):
        yield ast.Constant(value=f"XX{value}XX" if value else "XX")


def _call(node: ast.Call, _: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    if isinstance(node.func, ast.Name):
        if other := _FUNCTIONS.get(node.func.id):
            yield ast.Call(ast.Name(other, ast.Load()), node.args, node.keywords)
        if node.func.id in {"reversed", "sorted"} and node.args:
            yield ast.Call(ast.Name("list", ast.Load()), node.args[:1], [])
    elif isinstance(node.func, ast.Attribute):
        if other := _METHODS.get(node.func.attr):
            yield ast.Call(ast.Attribute(node.func.value, other, ast.Load()), node.args, node.keywords)
        if node.func.attr in _UNDONE:
            yield copy.deepcopy(node.func.value)
    for place in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, [*node.keywords[:place], *node.keywords[place + 1 :]])


def _slice(node: ast.Slice, _: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    if node.lower is not None:
        yield ast.Slice(None, node.upper, node.step)
    if node.upper is not None:
        yield ast.Slice(node.lower, None, node.step)


def _returned(node: ast.Return, _: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield ast.Return(ast.Constant(value=None))


def _statement(node: ast.Expr, _: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    if isinstance(node.value, ast.Call):
        yield ast.Pass()


def _jump(node: ast.Break | ast.Continue, _: bool) -> Iterator[ast.AST]:  # noqa: FBT001
    yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


_KINDS: dict[type[ast.AST], Callable[..., Iterator[ast.AST]]] = {
    ast.Compare: _comparison,
    ast.BoolOp: _connective,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.AugAssign: _augmented,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.Slice: _slice,
    ast.Return: _returned,
    ast.Expr: _statement,
    ast.Break: _jump,
    ast.Continue: _jump,
}
