"""Columnar execution of validated GraphQL operations for strawberry and graphql-core 3.3.

A plan is made once per operation (and per outcome of its @skip/@include variables). It runs
breadth first: each field of the document is resolved once for the whole column of its parents,
so the checks graphql-core makes per value are made once per distinct Python type of a column.

Use: strawberry.Schema(..., execution_context_class=ColumnarExecutor). Parsing, validation,
variables, arguments, collection of fields, extensions and the response stay graphql-core's and
strawberry's own. What is not supported runs on graphql-core's executor (see `supported`).
"""

import asyncio
import logging
import types
from bisect import bisect_right
from collections import OrderedDict
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from itertools import accumulate, chain, islice, repeat
from math import isfinite
from operator import attrgetter
from uuid import UUID

from graphql import GraphQLError, GraphQLObjectType, located_error
from graphql.execution.values import get_argument_values
from graphql.language import OperationType, VariableNode, Visitor, print_ast, visit
from graphql.pyutils import Path, Undefined, inspect
from graphql.pyutils.is_iterable import is_iterable
from graphql.type import (
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLString,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import convert_arguments
from strawberry.types.arguments import _is_leaf_type, _is_optional_leaf_type
from strawberry.types.base import get_object_definition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE
from strawberry.types.field import StrawberryField

logger = logging.getLogger(__name__)
NoneType = type(None)
IMMUTABLE = frozenset({str, int, float, bool, NoneType, Decimal, date, datetime, time, UUID})
MAX_PLANS, MAX_VARIANTS = 512, 32


class _Fail:
    """Marks a value whose null has to travel to the parent."""

    def __repr__(self):
        return "FAIL"


FAIL = _Fail()
SPECIAL = frozenset({NoneType, _Fail, type(Undefined)})


# --- where a value of a column is in the response; only asked when there is an error or an info


class RootLevel:
    nullable = True

    def path(self, i):
        return None

    def order(self, i):
        return ()

    def nulled(self, i):
        return None


class FieldLevel:
    __slots__ = ("field", "nullable", "parent")

    def __init__(self, parent, field):
        self.parent, self.field, self.nullable = parent, field, not field.nonnull

    def path(self, i):
        return Path(self.parent.path(i), self.field.key, self.field.parent_type.name)

    def order(self, i):
        return (*self.parent.order(i), self.field.position)

    def nulled(self, i):
        return self.path(i) if self.nullable else self.parent.nulled(i)


class ItemLevel:
    __slots__ = ("nullable", "offsets", "parent")

    def __init__(self, parent, offsets, nullable):
        self.parent, self.offsets, self.nullable = parent, offsets, nullable

    def _at(self, i):
        p = bisect_right(self.offsets, i) - 1
        return p, i - self.offsets[p]

    def path(self, i):
        p, k = self._at(i)
        return Path(self.parent.path(p), k, None)

    def order(self, i):
        p, k = self._at(i)
        return (*self.parent.order(p), k)

    def nulled(self, i):
        return self.path(i) if self.nullable else self.parent.nulled(self._at(i)[0])


class SubLevel:
    __slots__ = ("index", "parent")

    def __init__(self, parent, index):
        self.parent, self.index = parent, index

    def path(self, i):
        return self.parent.path(self.index[i])

    def order(self, i):
        return self.parent.order(self.index[i])

    def nulled(self, i):
        return self.parent.nulled(self.index[i])


# --- one execution


class Run:
    __slots__ = ("arguments", "awaited", "context", "errors", "executor")

    def __init__(self, executor):
        self.executor = executor
        self.context = executor.context_value
        self.errors = []
        self.arguments = {}
        self.awaited = False

    def fail(self, field, level, i, error):
        """Record the error of one value; answer what stands in its place."""
        path = level.path(i)
        located = located_error(error, field.nodes, path.as_list())
        self.errors.append((level.order(i), level.nulled(i), located))
        return None if level.nullable else FAIL

    def report(self):
        """Hand the errors over in the order of the document, as depth first would meet them."""
        collected = self.executor.collected_errors
        for _, nulled, error in sorted(self.errors, key=lambda e: e[0]):
            collected.add(error, nulled)


_awaitable_types: dict[type, bool] = {}


def _is_awaitable_type(kind):
    known = _awaitable_types.get(kind)
    if known is None:
        known = _awaitable_types[kind] = hasattr(kind, "__await__") or kind is types.GeneratorType
    return known


async def settle(run, field, values, level, own_task):
    """Wait for the awaitables of a column: futures as they are, coroutines each in its task."""
    kinds = set(map(type, values))
    if not any(map(_is_awaitable_type, kinds)):
        return values
    run.awaited = True
    is_awaitable = run.executor.is_awaitable
    waiting = [i for i, value in enumerate(values) if is_awaitable(value)]
    if own_task and len(waiting) == 1:
        i = waiting[0]
        try:
            values[i] = await values[i]
        except Exception as error:
            values[i] = run.fail(field, level, i, error)
        return values
    futures = [asyncio.ensure_future(values[i]) for i in waiting]
    try:
        for i, future in zip(waiting, futures, strict=True):
            try:
                values[i] = future.result() if future.done() else await future
            except Exception as error:
                values[i] = run.fail(field, level, i, error)
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return values


@types.coroutine
def _resume(coroutine, first):
    """Go on with a coroutine that has been stepped once and had yielded `first`."""
    if getattr(first, "_asyncio_future_blocking", None) is not None:
        first._asyncio_future_blocking = True  # what `step` took back: a task is to wait for it now
    try:
        yield first
    except BaseException as error:
        try:
            first = coroutine.throw(error)
        except StopIteration as stop:
            return stop.value
        return (yield from _resume(coroutine, first))
    return (yield from coroutine)


async def _finish(coroutine, first):
    return await _resume(coroutine, first)


def step(coroutine):
    """Run a coroutine up to its first wait: (True, result) or (False, awaitable of the rest)."""
    try:
        first = coroutine.send(None)
    except StopIteration as stop:
        return True, stop.value
    if getattr(first, "_asyncio_future_blocking", None):
        first._asyncio_future_blocking = False  # others may await the same future meanwhile
    return False, _finish(coroutine, first)


async def together(coroutines):
    """Run coroutines concurrently; those that never wait cost no task."""
    results = [None] * len(coroutines)
    waiting = []
    for i, coroutine in enumerate(coroutines):
        done, value = step(coroutine)
        if done:
            results[i] = value
        else:
            waiting.append((i, value))
    if len(waiting) == 1:
        i, rest = waiting[0]
        results[i] = await rest
    elif waiting:
        values = await asyncio.gather(*(rest for _, rest in waiting))
        for (i, _), value in zip(waiting, values, strict=True):
            results[i] = value
    return results


# --- selections and fields


class Selection:
    """The fields selected on one object type."""

    def __init__(self, plan, object_type, grouped_field_set):
        self.fields, constants = [], {}
        for position, (key, details) in enumerate(grouped_field_set.items()):
            name = details[0].node.name.value
            if name == "__typename":
                constants[key] = object_type.name
            elif plan.executor.schema.get_field(object_type, name):
                self.fields.append(Field(plan, object_type, key, position, name, details))
                constants[key] = None
        named = object_type.name if "__typename" in {d[0].node.name.value for d in grouped_field_set.values()} else None
        self.signature = (named, *(field.signature for field in self.fields))
        self.waits = any(field.waits for field in self.fields)
        self.prompt = [(j, field) for j, field in enumerate(self.fields) if not field.waits]
        self.slow = [j for j, field in enumerate(self.fields) if field.waits]
        self.nonnull = [j for j, field in enumerate(self.fields) if field.nonnull]
        names = [f"v{j}" for j in range(len(self.fields))]
        fresh = iter(names)  # keys are GraphQL names and type names: nothing to escape
        row = ", ".join(f"{k!r}: {next(fresh) if t is None else repr(t)}" for k, t in constants.items())
        loop = f"for {', '.join(names)}, in zip(*columns)" if names else "for _ in range(size)"
        self.rows = eval(f"lambda columns, size: [{{{row}}} {loop}]")

    async def run(self, run, sources, level, own_task):
        columns = [None] * len(self.fields)
        for j, field in self.prompt:
            at = FieldLevel(level, field)
            values = field.resolve(run, sources, at)
            done = field.complete.fast(values) if field.is_leaf else None
            columns[j] = await field.finish(run, values, at, False) if done is None else done
        if len(self.slow) == 1:
            j = self.slow[0]
            columns[j] = await self.fields[j].run(run, sources, level, own_task)
        elif self.slow:
            work = [self.fields[j].run(run, sources, level, False) for j in self.slow]
            for j, column in zip(self.slow, await together(work), strict=True):
                columns[j] = column
        return self.assemble(run, columns, len(sources))

    async def run_serially(self, run, sources, level):
        columns = []
        for field in self.fields:
            columns.append(await field.run(run, sources, level, True))
            if columns[-1][0] is FAIL:
                return [FAIL]
        return self.rows(columns, len(sources))

    def assemble(self, run, columns, size):
        rows = self.rows(columns, size)
        if run.errors:
            for j in self.nonnull:
                for i, value in enumerate(columns[j]):
                    if value is FAIL:
                        rows[i] = FAIL
        return rows


class Field:
    """One response key of a selection: how to resolve and complete a column of it."""

    def __init__(self, plan, parent_type, key, position, name, details):
        self.parent_type, self.key, self.position, self.name = parent_type, key, position, name
        self.details = details
        self.nodes = [detail.node for detail in details]
        self.definition = plan.executor.schema.get_field(parent_type, name)
        self.takes_arguments = bool(self.definition.args or self.nodes[0].arguments)
        self.nonnull = is_non_null_type(self.definition.type)
        self.label = f"{parent_type}.{name}"
        self.complete = completer(plan, self.definition.type, self)
        self.is_leaf = isinstance(self.complete, Leaf)
        self._choose_resolver(plan)
        self.waits = self.may_wait or self.complete.waits
        self.signature = self._signature()

    def _signature(self):
        """What tells whether the same field of another type is resolved and completed alike."""
        field = self.definition.extensions.get("strawberry-definition")
        how = self.definition.resolve
        if isinstance(field, StrawberryField) and self.resolve != self.resolve_generic:
            how = (field.python_name, field.base_resolver and field.base_resolver.wrapped_func)
        return (self.key, str(self.definition.type), how, tuple(map(id, self.nodes)))

    def _choose_resolver(self, plan):
        self.may_wait = True
        self.batch = None
        self.resolve = self.resolve_generic
        self.resolver = self.definition.resolve or plan.executor.field_resolver
        field = self.definition.extensions.get("strawberry-definition")
        if not isinstance(field, StrawberryField) or type(field).get_result is not StrawberryField.get_result:
            return
        converter = plan.strawberry.schema_converter
        if field.extensions or converter._get_field_exception_handlers(field):
            return  # permissions, field extensions, handlers: through strawberry's own resolver
        if field.is_basic_field:
            if field.default_resolver is getattr:
                self.may_wait = False
                self.getter = attrgetter(field.python_name)
                self.resolve = self.resolve_attribute
            return
        if (path := (field.metadata or {}).get("attribute")) is not None:
            self.may_wait = False
            self.getter = attrgetter(path)
            self.resolve = self.resolve_attribute
            return
        resolver = field.base_resolver
        self.strawberry_field, self.converter, self.resolver = field, converter, resolver.wrapped_func
        leaf = converter.scalar_registry
        self.leaf_arguments = all(
            _is_leaf_type(a.type, leaf) or _is_optional_leaf_type(a.type, leaf) for a in field.arguments
        )
        self.constant = None if field.arguments else {}
        self.no_variables = all("$" not in print_ast(a) for a in self.nodes[0].arguments or ())
        self.info_class = column_info(converter.config.info_class)
        self.by_self = resolver.self_parameter is not None
        parents = (resolver.parent_parameter, resolver.root_parameter)
        self.by_name = [parameter.name for parameter in parents if parameter is not None]
        self.info_name = resolver.info_parameter.name if resolver.info_parameter else None
        self.resolve = self.resolve_call
        self.batch = (field.metadata or {}).get("batch")

    async def run(self, run, sources, parent_level, own_task):
        level = FieldLevel(parent_level, self)
        values = await self.run_batch(run, sources, level) if self.batch else self.resolve(run, sources, level)
        done = self.complete.fast(values) if self.is_leaf else None
        return await self.finish(run, values, level, own_task) if done is None else done

    async def finish(self, run, values, level, own_task):
        values = await settle(run, self, values, level, own_task)
        return await self.complete.run(run, values, level, own_task)

    # each way to resolve goes on after a failing value, calling no resolver twice

    def _column(self, run, sources, level, call):
        out = []
        rest = iter(sources)
        while True:
            try:
                out.extend(map(call, rest))
                if len(out) == len(sources):
                    return out
                raise StopIteration  # raised by a resolver, and eaten by map
            except Exception as error:
                out.append(run.fail(self, level, len(out), error))

    def resolve_attribute(self, run, sources, level):
        return self._column(run, sources, level, self.getter)

    def arguments(self, run):
        """Arguments as graphql-core coerces them, once per execution; bad ones fail each value."""
        known = run.arguments.get(self)
        if known is None:
            executor = run.executor
            try:
                known = (
                    get_argument_values(
                        self.definition,
                        self.nodes[0],
                        executor.variable_values,
                        self.details[0].fragment_variable_values,
                        executor.hide_suggestions,
                    )
                    if self.takes_arguments
                    else {}
                )
            except Exception as error:
                known = error
            run.arguments[self] = known
        if isinstance(known, Exception):
            raise known
        return known

    def raw_info(self, run, level, i):
        return run.executor.build_resolve_info(self.definition, self.nodes, self.parent_type, level.path(i))

    def resolve_generic(self, run, sources, level):
        resolver, arguments = self.resolver, self.arguments
        count = iter(range(len(sources)))

        def call(source):
            info = self.raw_info(run, level, next(count))
            return resolver(source, info, **arguments(run))

        return self._column(run, sources, level, call)

    def converted(self, run, info):
        return convert_arguments(
            self.arguments(run),
            self.strawberry_field.arguments,
            self.converter.scalar_registry,
            self.converter.config,
            info,
        )

    def shared(self, run):
        """The resolver's arguments where one dict can serve all calls, else None."""
        if self.constant is not None:
            return self.constant
        if not self.leaf_arguments:
            return None
        given = self.converted(run, None)
        if not all(type(v) in IMMUTABLE or isinstance(v, Enum) for v in given.values()):
            return None
        if self.no_variables:
            self.constant = given
        return given

    def resolve_call(self, run, sources, level):
        resolver, info_name, info_class = self.resolver, self.info_name, self.info_class
        try:
            shared = self.shared(run)
        except Exception as error:
            return [run.fail(self, level, i, error) for i in range(len(sources))]
        count = iter(range(len(sources)))
        if shared is not None and self.by_self and not self.by_name:
            if info_name is None:
                call = (lambda s: resolver(s, **shared)) if shared else resolver
            else:
                call = lambda s: resolver(s, **{info_name: info_class(run, self, level, next(count))}, **shared)
            return self._column(run, sources, level, call)

        def call(source):
            info = info_class(run, self, level, next(count))
            given = self.converted(run, info) if shared is None else dict(shared)
            for name in self.by_name:
                given[name] = source
            if info_name is not None:
                given[info_name] = info
            return resolver(source, **given) if self.by_self else resolver(**given)

        return self._column(run, sources, level, call)

    async def run_batch(self, run, sources, level):
        """One call for the whole column: `async batch(parents, info, **arguments) -> list`; the info is the first's."""
        run.awaited = True
        try:
            info = self.info_class(run, self, level, 0)
            values = list(await self.batch(sources, info, **self.converted(run, info)))
            if len(values) != len(sources):
                raise ValueError(f"{self.label}: {len(values)} values for {len(sources)} parents")
        except Exception as error:
            return [run.fail(self, level, i, error) for i in range(len(sources))]
        return values


_info_classes: dict[type, type] = {}


def column_info(base):
    """A strawberry Info that only makes graphql-core's info when something of it is asked."""
    known = _info_classes.get(base)
    if known is None:

        class ColumnInfo(base):
            def __init__(self, run, field, level, i):
                self._column = run, field, level, i
                self._field = field.strawberry_field

            @property
            def _raw_info(self):
                run, field, level, i = self._column
                return field.raw_info(run, level, i)

            @property
            def context(self):
                return self._column[0].context

        known = _info_classes[base] = ColumnInfo
    return known


# --- completion of a column of resolved values


def completer(plan, type_, field):
    nonnull = is_non_null_type(type_)
    if nonnull:
        type_ = type_.of_type
    if is_list_type(type_):
        return Lists(plan, type_, field, nonnull)
    if is_leaf_type(type_):
        return (EnumLeaf if is_enum_type(type_) else Leaf)(type_, field, nonnull)
    if is_abstract_type(type_):
        return Abstract(plan, type_, field, nonnull)
    return Objects(plan, type_, field, nonnull)


class Completer:
    waits = False

    def __init__(self, type_, field, nonnull):
        self.type, self.field, self.nonnull = type_, field, nonnull

    def null_error(self):
        return TypeError(f"Cannot return null for non-nullable field {self.field.label}.")

    def special(self, run, value, level, i):
        """What stands for a value that is null, failed or an exception."""
        if value is FAIL:
            return None if level.nullable else FAIL
        if isinstance(value, Exception):
            return run.fail(self.field, level, i, value)
        if self.nonnull:
            return run.fail(self.field, level, i, self.null_error())
        return None

    async def run(self, run, values, level, own_task):
        """Complete the values that are there and put the others in their places."""
        kinds = set(map(type, values))
        if kinds.isdisjoint(SPECIAL) and not any(issubclass(kind, Exception) for kind in kinds):
            return await self.present(run, values, level, level, None, own_task)
        out, index = [None] * len(values), []
        for i, value in enumerate(values):
            if type(value) in SPECIAL or isinstance(value, Exception):
                out[i] = self.special(run, value, level, i)
            else:
                index.append(i)
        if index:
            there = [values[i] for i in index]
            done = await self.present(run, there, SubLevel(level, index), level, index, own_task)
            for i, value in zip(index, done, strict=True):
                out[i] = value
        return out


def null_failed(run, values, level):
    if run.errors and level.nullable:
        return [None if value is FAIL else value for value in values]
    return values


def int_range(values):
    return min(values) >= -(2**31) and max(values) < 2**31


def all_finite(values):
    return all(map(isfinite, values))


PLAIN = (
    (GraphQLString, str, None),
    (GraphQLID, str, None),
    (GraphQLBoolean, bool, None),
    (GraphQLInt, int, int_range),
    (GraphQLFloat, float, all_finite),
)


class Leaf(Completer):
    def __init__(self, type_, field, nonnull):
        super().__init__(type_, field, nonnull)
        kind, self.check = next(((k, check) for t, k, check in PLAIN if t is type_), (None, None))
        self.coerce = type_.coerce_output_value
        self.plain = frozenset(() if kind is None else (kind,) if nonnull else (kind, NoneType))

    def fast(self, values):
        """The column completed, or None where it needs a look at each value."""
        kinds = set(map(type, values))
        if kinds <= self.plain:
            check = self.check
            if check and kinds:
                there = [v for v in values if v is not None] if NoneType in kinds else values
                return values if not there or check(there) else None
            return values
        if self.plain or not kinds.isdisjoint(SPECIAL):
            return None
        for kind in kinds:
            if issubclass(kind, Exception) or _is_awaitable_type(kind):
                return None
        try:
            done = list(map(self.coerce, values))
        except Exception:
            return None
        return done if SPECIAL.isdisjoint(map(type, done)) else None

    def slow(self, run, values, level):
        coerce, out = self.coerce, []
        for i, value in enumerate(values):
            if type(value) in SPECIAL or isinstance(value, Exception):
                out.append(self.special(run, value, level, i))
                continue
            try:
                done = coerce(value)
                if done is Undefined or done is None:
                    raise TypeError(
                        f"Expected `{inspect(self.type)}.coerce_output_value({inspect(value)})`"
                        f" to return non-nullable value, returned: {inspect(done)}"
                    )
                out.append(done)
            except Exception as error:
                out.append(run.fail(self.field, level, i, error))
        return out

    async def run(self, run, values, level, own_task):
        done = self.fast(values)
        return self.slow(run, values, level) if done is None else done


class EnumLeaf(Leaf):
    """Names of enum members by identity, filled as they are met."""

    def __init__(self, type_, field, nonnull):
        super().__init__(type_, field, nonnull)
        python_enum = getattr(type_, "wrapped_cls", None)
        self.plain = frozenset((python_enum,) if nonnull else (python_enum, NoneType))
        self.names = {} if nonnull else {id(None): None}
        self.texts = {} if nonnull else {None: None}
        self.textual = frozenset((str,) if nonnull else (str, NoneType))
        for member in getattr(python_enum, "__members__", {}).values():
            try:
                self.names[id(member)] = self.texts[member.value] = self.coerce(member)
            except Exception:
                pass

    def fast(self, values):
        kinds = set(map(type, values))
        try:
            if kinds <= self.plain:
                return list(map(self.names.__getitem__, map(id, values)))
            if kinds <= self.textual:
                return list(map(self.texts.__getitem__, values))
        except KeyError:
            pass
        return None


class Lists(Completer):
    def __init__(self, plan, type_, field, nonnull):
        super().__init__(type_, field, nonnull)
        self.item = completer(plan, type_.of_type, field)
        self.waits = self.item.waits

    async def present(self, run, values, level, outer, index, own_task):
        bad = {}
        if set(map(type, values)) != {list}:
            values = list(values)
            for i, value in enumerate(values):
                if type(value) is list:
                    continue
                values[i] = ()
                try:
                    if hasattr(value, "__aiter__"):
                        values[i] = [item async for item in value]
                    elif is_iterable(value):
                        values[i] = list(value)
                    else:
                        raise GraphQLError(f"Expected Iterable, but did not find one for field '{self.field.label}'.")
                except Exception as error:
                    at = i if index is None else index[i]
                    bad[i] = run.fail(self.field, outer, at, error)
        flat = list(chain.from_iterable(values))
        sizes = list(map(len, values))
        items = ItemLevel(level, list(accumulate(sizes, initial=0)), not self.item.nonnull)
        flat = await settle(run, self.field, flat, items, False)
        done = iter(await self.item.run(run, flat, items, own_task))
        out = [list(islice(done, size)) for size in sizes]
        if run.errors and self.item.nonnull:
            out = [(None if outer.nullable else FAIL) if FAIL in row else row for row in out]
        for i, value in bad.items():
            out[i] = value
        return out


class Objects(Completer):
    def __init__(self, plan, type_, field, nonnull):
        super().__init__(type_, field, nonnull)
        self.selection = plan.selection(type_, field.details)
        self.waits = self.selection.waits
        self.known = {}

    async def present(self, run, values, level, outer, index, own_task):
        if self.type.is_type_of is None:
            rows = await self.selection.run(run, values, level, own_task)
            return null_failed(run, rows, outer)
        return await by_type(self, run, values, level, outer, index, own_task, lambda value, info: self.type)


class Abstract(Completer):
    waits = False

    def __init__(self, plan, type_, field, nonnull):
        super().__init__(type_, field, nonnull)
        self.selections = {
            possible.name: plan.selection(possible, field.details)
            for possible in plan.executor.schema.get_possible_types(type_)
        }
        self.waits = any(selection.waits for selection in self.selections.values())
        self.uniform = len({selection.signature for selection in self.selections.values()}) == 1
        self.known = {}

    async def present(self, run, values, level, outer, index, own_task):
        executor, type_ = run.executor, self.type
        resolve_type = type_.resolve_type or executor.type_resolver

        def object_type(value, info):
            name = resolve_type(value, info, type_)
            if executor.is_awaitable(name):
                return name
            return executor.ensure_valid_runtime_type(name, type_, self.field.details, info, value)

        return await by_type(self, run, values, level, outer, index, own_task, object_type)


def by_class_only(type_):
    """Whether strawberry's own, class based, type checks are used for this type."""
    definition = type_.extensions.get("strawberry-definition")
    if definition is None:
        return type_.is_type_of is None if isinstance(type_, GraphQLObjectType) else False
    custom = getattr(definition, "resolve_type", None) or getattr(definition, "is_type_of", None)
    generic = getattr(definition, "is_graphql_generic", False) or getattr(definition, "concrete_of", None)
    return not custom and not generic


async def by_type(self, run, values, level, outer, index, own_task, object_type):
    """Complete each runtime type of a column with its selection."""
    field, executor = self.field, run.executor
    known = self.known
    by_class = not any(map(hasattr, values, repeat(TYPE_CAST_ATTRIBUTE)))  # strawberry.cast

    def fail(i, error):
        return run.fail(field, outer, i if index is None else index[i], error)

    async def type_of(i, value):
        info = field.raw_info(run, outer, i if index is None else index[i])
        found = object_type(value, info)
        if executor.is_awaitable(found):
            found = executor.ensure_valid_runtime_type(await found, self.type, field.details, info, value)
        if found.is_type_of:
            fits = found.is_type_of(value, info)
            if executor.is_awaitable(fits):
                fits = await fits
            if not fits:
                raise GraphQLError(f"Expected value of type '{found}' but got: {inspect(value)}.", field.nodes)
        return found

    kinds = list(map(type, values))
    distinct = set(kinds)
    asked = {}  # no type check is made twice for a value
    if by_class and not distinct <= known.keys() and by_class_only(self.type):
        for kind in distinct - known.keys():
            definition = get_object_definition(kind)
            if definition is None or definition.is_graphql_generic or definition.concrete_of:
                continue
            i = kinds.index(kind)
            try:
                found = asked[i] = await type_of(i, values[i])
            except Exception as error:
                asked[i] = error
                continue
            if by_class_only(found):
                known[kind] = found
    out = [None] * len(values)
    groups: list[tuple[GraphQLObjectType, list[int]]] = []
    if by_class and distinct <= known.keys():
        if len(distinct) == 1 or (distinct and isinstance(self, Abstract) and self.uniform):
            rows = await self_selection(self, known[kinds[0]]).run(run, values, level, own_task)
            return null_failed(run, rows, outer)
        for kind in dict.fromkeys(kinds):
            groups.append((known[kind], [i for i, k in enumerate(kinds) if k is kind]))
    else:
        found_at: dict[GraphQLObjectType, list[int]] = {}
        for i, value in enumerate(values):
            try:
                found = asked.get(i) or (by_class and known.get(kinds[i])) or await type_of(i, value)
                if isinstance(found, Exception):
                    raise found
                found_at.setdefault(found, []).append(i)
            except Exception as error:
                out[i] = fail(i, error)
        groups.extend(found_at.items())
    work = [
        self_selection(self, found).run(run, [values[i] for i in at], SubLevel(level, at), False)
        for found, at in groups
    ]
    for (_, at), rows in zip(groups, await together(work), strict=True):
        for i, row in zip(at, rows, strict=True):
            out[i] = row
    return null_failed(run, out, outer)


def self_selection(self, object_type):
    return self.selection if isinstance(self, Objects) else self.selections[object_type.name]


# --- plans


class Plan:
    def __init__(self, executor, root_type, grouped_field_set):
        self.executor = executor
        self.strawberry = executor.schema._strawberry_schema
        self.known = {}
        self.root = Selection(self, root_type, grouped_field_set)
        self.executor = self.known = None  # for making the plan only: they hold a request's context

    def selection(self, object_type, details):
        """One selection for each type and group of nodes, or nested interfaces would multiply."""
        key = (object_type.name, *(id(detail.node) for detail in details))
        known = self.known.get(key)
        if known is None:
            grouped, _, _ = self.executor.collect_subfields(object_type, details)
            known = self.known[key] = Selection(self, object_type, grouped)
        return known


class ConditionVariables(Visitor):
    def __init__(self):
        super().__init__()
        self.names = set()

    def enter_directive(self, node, *_):
        if node.name.value in {"skip", "include"}:
            self.names.update(a.value.name.value for a in node.arguments if isinstance(a.value, VariableNode))


def supported(executor):
    manager = executor.middleware_manager
    return (
        executor.operation.operation is not OperationType.SUBSCRIPTION
        and not (manager and manager.middlewares)  # a SchemaExtension with `resolve`
        and executor.abort_signal is None
        and executor.hooks is None
        and executor.error_propagation
        and not any(f.variable_signatures for f in executor.fragments.values())
        and executor.schema.get_directive("defer") is None
        and executor.schema.get_directive("stream") is None
        and hasattr(executor.schema, "_strawberry_schema")
    )


async def _answer(value):
    return value


class ColumnarExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor with the fields run by columns wherever that is supported."""

    plans: OrderedDict = OrderedDict()
    core_first = 1  # executions by graphql-core before a plan is made: one-off documents get none

    def plan(self, root_type, grouped_field_set):
        nodes = (self.operation, *self.fragment_definitions.values())
        key = (id(self.schema), *map(id, nodes))
        entry = self.plans.get(key)
        if entry is None:
            finder = ConditionVariables()
            for node in nodes:
                visit(node, finder)
            # the nodes are kept, so that their ids are not given to others
            entry = self.plans[key] = (nodes, self.schema, sorted(finder.names), {})
            if len(self.plans) > MAX_PLANS:
                self.plans.popitem(last=False)
        variants = entry[3]
        variant = tuple(map(self.variable_values.coerced.get, entry[2]))
        plan = variants.get(variant, 0)
        if type(plan) is not int:
            return plan
        if plan < self.core_first:
            if len(variants) < MAX_VARIANTS or plan:
                variants[variant] = plan + 1
            return None
        try:
            plan = Plan(self, root_type, grouped_field_set)
        except Exception:  # a gap of the compiler must not be the client's
            logger.exception("no plan, so graphql-core executes")
            plan = None
        variants[variant] = plan
        return plan

    def execute_root_grouped_field_set(self, root_type, root_value, grouped_field_set, serially, position_context):
        plan = self.plan(root_type, grouped_field_set) if supported(self) else None
        if plan is None:
            return super().execute_root_grouped_field_set(
                root_type, root_value, grouped_field_set, serially, position_context
            )
        run = Run(self)
        done, value = step(self.run_plan(run, plan, root_value, serially))
        # graphql-core answers an awaitable when there was one, even if nothing had to wait
        return _answer(value) if done and run.awaited else value

    async def run_plan(self, run, plan, root_value, serially):
        root = RootLevel()
        if serially:
            rows = await plan.root.run_serially(run, [root_value], root)
        else:
            rows = await plan.root.run(run, [root_value], root, True)
        if run.errors:
            run.report()
        return None if rows[0] is FAIL else rows[0]
