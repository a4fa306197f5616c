"""Source text → its mutants: small changes of meaning, each of which a test should notice.

The kinds are those of the field (Offutt's sufficient operators, PIT's conditionals, mutmut's strings and methods), less
those that another one implies: a condition is forced to each side, so it is not negated as well. Left alone are
annotations, docstrings, decorators (cached or not is a matter of speed) and the words of raised errors.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .operators import replacements

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASIDE = frozenset({"annotation", "returns", "decorator_list", "type_params", "format_spec", "type_comment"})
_LONGEST = 110  # Characters of a change, as shown.


@dataclass(frozen=True, slots=True)
class Edit:
    """One node in the place of another."""

    parent: ast.AST
    field: str
    place: int | None
    node: ast.AST

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Change the tree, and put it back."""
        before = self._exchange(self.node)
        try:
            yield
        finally:
            self._exchange(before)

    def _exchange(self, node: ast.AST) -> ast.AST:
        value: Any = getattr(self.parent, self.field)
        if self.place is None:
            setattr(self.parent, self.field, node)
            return value
        value[self.place], before = node, value[self.place]
        return before


@dataclass(frozen=True, slots=True)
class Scope:
    """The outermost function or method around a place, or the statement of a module or class."""

    name: str
    first_line: int
    is_function: bool
    node: ast.AST


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Args:
        identity: File, function and change in words; the same as long as none of the three changes.
        path: From the project's root.
        line: Where it is.
        scope: What it is in.
        is_late: Whether it is in a function's body, so that nothing need be imported anew.
        source: A hash of the scope; whoever has another one is another mutant.
    """

    identity: str
    path: str
    line: int
    scope: Scope
    is_late: bool
    source: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class Module:
    """A file's tree and the mutants in it."""

    path: str
    tree: ast.Module
    mutants: tuple[Mutant, ...]

    def compiled(self, mutant: Mutant, file: str) -> Any:  # noqa: ANN401 -- code objects have no public type.
        """Compile the whole file with one change; lines stay where they are."""
        with mutant.edit.applied():
            return compile(ast.fix_missing_locations(self.tree), file, "exec", dont_inherit=True)


def module_of(path: str, text: str) -> Module:
    """Read a file's text and find every mutant of it, in order."""
    tree, seen, found = ast.parse(text), Counter[str](), []
    for scope, edit, old, is_late in _edits(tree, Scope("", 0, is_function=False, node=tree), is_late=False):
        change = f"{path} {scope.name or 'module'}: {_shown(old, edit)}"
        seen[change] += 1
        identity = change if seen[change] == 1 else f"{change} ({seen[change]})"
        source = hashlib.blake2b(ast.dump(scope.node).encode(), digest_size=6).hexdigest()
        found.append(Mutant(identity, path, _line(old, edit), scope, is_late, source, edit))
    return Module(path, tree, tuple(found))


def _edits(parent: ast.AST, scope: Scope, *, is_late: bool) -> Iterator[tuple[Scope, Edit, ast.AST, bool]]:
    for field, value in ast.iter_fields(parent):
        if field in _ASIDE:
            continue
        late = is_late or (scope.is_function and field == "body" and parent is scope.node)
        for place, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(child, ast.AST) or _is_aside(child):
                continue
            inside = _entered(child, scope)
            for node in replacements(child, parent, field):
                ast.copy_location(node, child)
                yield inside, Edit(parent, field, place, node), child, late
            if not isinstance(child, ast.Raise):
                yield from _edits(child, inside, is_late=late)


def _entered(node: ast.AST, scope: Scope) -> Scope:
    """Give the scope inside a node: functions within functions belong to the outermost."""
    if scope.is_function or isinstance(node, ast.expr_context):
        return scope
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        name = f"{scope.name}.{node.name}" if scope.name else node.name
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        return Scope(name, first, is_function=not isinstance(node, ast.ClassDef), node=node)
    if isinstance(node, ast.stmt) and isinstance(scope.node, ast.Module | ast.stmt) and not scope.name:
        names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
        return Scope("", node.lineno, is_function=False, node=node) if not names else _table(node, names[0])
    return scope


def _table(node: ast.stmt, name: str) -> Scope:
    return Scope(name, node.lineno, is_function=False, node=node)


def _is_aside(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # A docstring.
    if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "__name__ == '__main__'"}:
        return True
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return True
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"TypeVar", "cast", "NewType"}


def _line(old: ast.AST, edit: Edit) -> int:
    return getattr(old, "lineno", getattr(edit.parent, "lineno", 0))


def _shown(old: ast.AST, edit: Edit) -> str:
    before, after = _text(old), _text(edit.node)
    if isinstance(edit.node, ast.BoolOp) and isinstance(edit.node.values[-1], ast.Constant):  # A forced condition.
        after = _text(edit.node.values[-1])
        return f"if {before[: _LONGEST - 12]} → if {after}"
    if isinstance(old, ast.Call) and isinstance(edit.node, ast.Call) and edit.node.func is old.func:
        missing = next(each for each in old.keywords if each not in edit.node.keywords)
        return f"{_text(old.func)}(…) → without {_text(missing)[: _LONGEST // 2]}"
    return f"{before[: _LONGEST // 2]} → {after[: _LONGEST // 2]}"


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())
