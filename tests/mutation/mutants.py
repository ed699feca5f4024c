"""The mutants of a file: one small change each of its syntax tree, numbered in the order of the tree."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
KINDS = re.compile(r"u?int\d+|float64|string|date|boolean|timestamp|decimal\(.*|\)|ir\.\w+")
# names of types: the engine refuses any other, or only the type checker reads them
WORDS = {"Text", "TypeVar", "NewType"}  # calls whose literals are words for people, or names for the type checker


@dataclass(frozen=True)
class Mutant:
    """One change: where, what stood there and what stands there now; `statement` is the first line of the statement."""

    file: str
    number: int
    line: int
    statement: int
    before: str
    after: str

    @property
    def change(self) -> tuple[str, str, str]:
        """What makes a change the same one although lines moved."""
        return self.file, self.before, self.after

    def __str__(self) -> str:
        return f"{self.file}:{self.line} `{self.before}` → `{self.after}`"


@dataclass(frozen=True)
class _Site:
    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST
    new: ast.AST
    statement: ast.stmt

    def put(self) -> None:
        new = ast.fix_missing_locations(ast.copy_location(self.new, self.node))
        if self.index is None:
            setattr(self.parent, self.field, new)
        else:
            getattr(self.parent, self.field)[self.index] = new


def mutants(file: str, source: str) -> list[Mutant]:
    """Every mutant of a source text."""
    return [
        Mutant(file, number, getattr(site.node, "lineno", 0), site.statement.lineno, _said(site.node), _said(site.new))
        for number, site in enumerate(_sites(ast.parse(source)))
    ]


def mutated(source: str, number: int) -> ast.Module:
    """The tree with one change made, or with none where the number is negative."""
    tree = ast.parse(source)
    if number < 0:
        return tree
    for found, site in enumerate(_sites(tree)):
        if found == number:
            site.put()
            return tree
    raise IndexError(number)


def _said(node: ast.AST) -> str:
    lines = ast.unparse(node).splitlines()
    return lines[0] + (" …" if len(lines) > 1 else "")


def _sites(tree: ast.Module) -> Iterator[_Site]:
    for number, statement in enumerate(tree.body):
        if not _is_spared(tree, "body", statement):
            yield from _inside(tree, "body", number, statement, statement, bound=None)


def _inside(
    parent: ast.AST, field: str, index: int | None, node: ast.AST, statement: ast.stmt, *, bound: Counter[str] | None
) -> Iterator[_Site]:
    """The sites of a node and of everything below it; `bound` counts what the function around it gives names to."""
    if isinstance(node, ast.stmt):
        statement = node
    for new in _changes(node, bound):
        yield _Site(parent, field, index, node, new, statement)
    if isinstance(node, ast.FunctionDef):
        bound = _bound(node)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params", "format_spec"):
            continue
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for number, child in children:
            if isinstance(child, ast.AST) and not _is_spared(node, name, child):
                yield from _inside(node, name, number, child, statement, bound=bound)


def _is_spared(parent: ast.AST, field: str, child: ast.AST) -> bool:
    """What is no behaviour: docstrings, imports for the type checker, words for people, names of types."""
    match parent, child:
        case _, ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.If(
            test=ast.Name(id="TYPE_CHECKING")
        ) | ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case _, ast.Call(func=ast.Name(id=name)) if name in WORDS:
            return True
        case (ast.Raise(), _) | (_, ast.keyword(arg="strict")):  # zip(…, strict=True) asserts what holds anyway
            return True
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, kinds]), _:
            return child is kinds
        case ast.Subscript(value=ast.Name(id="Literal" | "Annotated" | "ClassVar")), _:
            return field == "slice"
        case _:
            return False


def _changes(node: ast.AST, bound: Counter[str] | None) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    match node:
        case ast.Constant():
            yield from _constants(node)
        case ast.Compare():
            yield from _compared(node)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        case ast.BinOp() | ast.AugAssign() if type(node.op) in COUNTED:
            yield _like(node, op=COUNTED[type(node.op)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield node.operand
        case ast.If() | ast.IfExp() | ast.While() if _is_bare(node.test):
            yield _like(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension():
            yield from _picked(node)
    yield from _statements(node, bound)


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for number, operator in enumerate(node.ops):
        for other in COMPARED[type(operator)]:
            yield _like(node, ops=[*node.ops[:number], other(), *node.ops[number + 1 :]])


def _picked(node: ast.comprehension) -> Iterator[ast.AST]:
    for number, test in enumerate(node.ifs):
        if _is_bare(test):
            yield _like(node, ifs=[*node.ifs[:number], ast.UnaryOp(ast.Not(), test), *node.ifs[number + 1 :]])


def _statements(node: ast.AST, bound: Counter[str] | None) -> Iterator[ast.AST]:
    """A statement left out, a result that is lost, a loop that ends too early or goes on."""
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Raise) and bound is not None:
        if not isinstance(node, ast.Assign) or _is_bound_again(node, bound):
            yield ast.Pass()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Continue):
        yield ast.Break()


def _bound(function: ast.FunctionDef) -> Counter[str]:
    """How often a function gives each name a value, its parameters included."""
    names = [node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    arguments = function.args
    return Counter(names + [one.arg for one in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]])


def _is_bound_again(node: ast.Assign, bound: Counter[str]) -> bool:
    """Whether the program runs on without an assignment; the only one of a name is always missed."""
    names = [one.id for target in node.targets for one in ast.walk(target)
             if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]  # fmt: skip
    return all(bound[name] > 1 for name in names)


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    value: Any = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str) and not KINDS.fullmatch(value):
        yield ast.Constant(f"{value}XX")


def _is_bare(test: ast.expr) -> bool:
    """Whether a condition has no operator of its own that is changed elsewhere."""
    return not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _like(node: ast.AST, **changed: Any) -> ast.AST:
    return type(node)(**{**dict(ast.iter_fields(node)), **changed})
