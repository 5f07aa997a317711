// The value of an expression in a scope. Follows hclsyntax/expression.go and go-cty's conversions, on plain values: tuples, lists and sets are lists,
// objects and maps are maps. Leaves out unknown values and marks. Throws HclFailure.
import type { FunctionValue, Scope } from './scope.ts';
import { didYouMean, HclFailure, isList, isMap, wrong, type Expression, type Loop, type Part, type Range, type Step, type Value } from './syntax.ts';
import { compareKeys, equal, toBool, toNumber, toText, typeName, Unsuitable, UnsuitableArgument } from './convert.ts';

/** A name that needs itself; told where the whole expression stands that asked for it. */
export class Cycle {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}
/** The value of an argument's whole expression. */
export function valueOfArgument(expression: Expression, scope: Scope): Value {
	try {
		return evaluate(expression, scope);
	} catch (error) {
		throw error instanceof Cycle ? wrong('Invalid expression', error.message, expression.range) : error;
	}
}
export function evaluate(expression: Expression, scope: Scope): Value {
	switch (expression.kind) {
		case 'literal':
			return expression.value;
		case 'parens':
			return evaluate(expression.inner, scope);
		case 'template':
			return template(expression.parts, scope);
		case 'name':
			scope.block(expression.name, [], []);
			return named(expression.name, expression.nameRange, scope);
		case 'traverse': {
			const steps = stepsOf(expression);
			const own = steps.root ? scope.block(steps.root, steps.names, steps.ranges) : undefined;
			if (own) return steps.rest.reduce((value, step) => take(value, step, scope), own.value);
			return take(evaluate(expression.source, scope), expression.step, scope);
		}
		case 'splat': {
			const source = evaluate(expression.source, scope);
			const each = (value: Value): Value => expression.steps.reduce((at, step) => take(at, step, scope), value);
			return source === null ? [] : isList(source) ? source.map(each) : [each(source)];
		}
		case 'tuple':
			return expression.items.map((item) => evaluate(item, scope));
		case 'object':
			return new Map(expression.items.map(({ key, value }) => [keyText(evaluate(key, scope), key.range), evaluate(value, scope)]));
		case 'call':
			return call(expression, scope);
		case 'for':
			return forExpression(expression, scope);
		case 'if': {
			const condition = evaluate(expression.condition, scope);
			if (condition === null)
				throw wrong('Null condition', 'The condition value is null. Conditions must either be true or false.', expression.condition.range);
			let holds: boolean;
			try {
				holds = toBool(condition);
			} catch {
				throw wrong('Incorrect condition type', 'The condition expression must be of type bool.', expression.condition.range);
			}
			return conditional(expression, holds, scope);
		}
		case 'unary': {
			const value = evaluate(expression.operand, scope);
			const { range } = expression.operand;
			return expression.op === '!' ? !operand(value, range, 'unary', toBool) : -operand(value, range, 'unary', toNumber);
		}
		case 'binary':
			return binary(expression, scope);
	}
}
/** Where an expression's first part is. */
export function startOf(expression: Expression): Range {
	const { kind, range } = expression;
	if (kind === 'tuple' || kind === 'object') return { ...range, end: { ...range.start, column: range.start.column + 1 } };
	if (kind === 'literal' && typeof expression.value === 'string')
		return { ...range, start: { ...range.start, column: range.start.column + 1 }, end: { ...range.end, column: range.end.column - 1 } };
	return range;
}
/** Names an expression asks for that are not `bound` in it. */
export function namesIn(expression: Expression, bound: readonly string[]): string[] {
	const inner = (more: Expression, also: readonly string[] = []): string[] => namesIn(more, [...bound, ...also]);
	const inParts = (parts: readonly Part[]): string[] =>
		parts.flatMap((part) =>
			'text' in part
				? []
				: 'value' in part
					? inner(part.value)
					: 'condition' in part
						? [...inner(part.condition), ...inParts(part.then), ...inParts(part.otherwise)]
						: inner(part.each.collection)
		);
	switch (expression.kind) {
		case 'literal':
			return [];
		case 'name':
			return bound.includes(expression.name) ? [] : [expression.name];
		case 'template':
			return inParts(expression.parts);
		case 'traverse':
			return [...inner(expression.source), ...('index' in expression.step ? inner(expression.step.index) : [])];
		case 'splat':
			return inner(expression.source);
		case 'call':
			return expression.args.flatMap((arg) => inner(arg));
		case 'tuple':
			return expression.items.flatMap((item) => inner(item));
		case 'object':
			return expression.items.flatMap(({ key, value }) => [...inner(key), ...inner(value)]);
		case 'for': {
			const { key, value, collection } = expression.loop;
			const own = [expression.value, expression.key, expression.condition].flatMap((one) => (one ? inner(one, [key, value]) : []));
			return [...inner(collection), ...own];
		}
		case 'unary':
			return inner(expression.operand);
		case 'binary':
			return [...inner(expression.left), ...inner(expression.right)];
		case 'if':
			return [...inner(expression.condition), ...inner(expression.then), ...inner(expression.otherwise)];
		case 'parens':
			return inner(expression.inner);
	}
}
/** The root and names a traversal begins with. */
function stepsOf(expression: Expression): { root: string | undefined; names: string[]; ranges: Range[]; rest: Step[] } {
	const steps: Step[] = [];
	let at = expression;
	for (; at.kind === 'traverse'; at = at.source) steps.unshift(at.step);
	const names: string[] = [];
	for (const step of steps) {
		if (!('attribute' in step) || names.length === 2) break;
		names.push(step.attribute);
	}
	return { root: at.kind === 'name' ? at.name : undefined, names, ranges: steps.map(({ range }) => range), rest: steps.slice(names.length) };
}
function conditional(expression: Extract<Expression, { kind: 'if' }>, holds: boolean, scope: Scope): Value {
	const then = evaluate(expression.then, scope);
	const otherwise = evaluate(expression.otherwise, scope);
	const [a, b] = [typeName(then), typeName(otherwise)];
	const chosen = holds ? then : otherwise;
	if (a === b || then === null || otherwise === null) return chosen;
	// Primitive values of two types become texts; lists and maps of other types do not go together.
	const simple = (value: Value): boolean => typeof value !== 'object';
	if (simple(then) && simple(otherwise)) return toText(chosen);
	throw wrong(
		'Inconsistent conditional result types',
		`The true and false result expressions must have consistent types. The 'true' value is ${a}, but the 'false' value is ${b}.`,
		{ ...expression.then.range, end: expression.otherwise.range.end }
	);
}
function named(name: string, range: Range, scope: Scope): Value {
	const value = scope.lookup(name);
	if (value !== undefined) return value;
	throw wrong('Unknown variable', `There is no variable named ${JSON.stringify(name)}.${didYouMean(name, scope.names())}`, range);
}
export function take(value: Value, step: Step, scope: Scope): Value {
	const { range } = step;
	if ('attribute' in step) {
		const name = step.attribute;
		if (value === null) throw wrong('Attempt to get attribute from null value', 'This value is null, so it does not have any attributes.', range);
		if (isMap(value)) {
			const found = value.get(name);
			if (found !== undefined) return found;
			throw wrong('Unsupported attribute', `This object does not have an attribute named ${JSON.stringify(name)}.`, range);
		}
		if (typeof value === 'object') throw wrong('Unsupported attribute', 'This value does not have any attributes.', range);
		throw wrong('Unsupported attribute', `Can't access attributes on a primitive-typed value (${typeName(value)}).`, range);
	}
	const key = evaluate(step.index, scope);
	const bad = (detail: string): HclFailure => wrong('Invalid index', detail, range);
	if (value === null) throw wrong('Attempt to index null value', 'This value is null, so it does not have any indices.', range);
	if (key === null) throw bad("Can't use a null value as an indexing key.");
	const given = 'The given key does not identify an element in this collection value';
	if (isList(value)) {
		let index: number;
		try {
			index = toNumber(key);
		} catch (error) {
			if (error instanceof Unsuitable) throw bad(`${given}: ${error.message}.`);
			throw error;
		}
		if (!Number.isInteger(index)) throw bad(`${given}: indexing a sequence requires a whole number, but the given index has a fractional part.`);
		if (index < 0) throw bad(`${given}: a negative number is not a valid index for a sequence.`);
		const found = value[index];
		if (found !== undefined) return found;
		throw bad(`${given}.`);
	}
	if (!isMap(value)) throw bad('This value does not have any indices.');
	const found = value.get(toText(key));
	if (found === undefined) throw bad(`${given}.${didYouMean(toText(key), [...value.keys()])}`);
	return found;
}

function template(parts: readonly Part[], scope: Scope): Value {
	const [only] = parts;
	// A template that is nothing but one expression has its value.
	if (parts.length === 1 && only && 'value' in only) return evaluate(only.value, scope);
	return parts.map((part) => partText(part, scope)).join('');
}
function partText(part: Part, scope: Scope): string {
	if ('text' in part) return part.text;
	if ('value' in part) {
		const value = evaluate(part.value, scope);
		if (value === null)
			throw wrong('Invalid template interpolation value', 'The expression result is null. Cannot include a null value in a string template.', part.value.range);
		try {
			return toText(value);
		} catch (error) {
			if (!(error instanceof Unsuitable)) throw error;
			throw wrong('Invalid template interpolation value', `Cannot include the given value in a string template: ${error.message}.`, part.value.range);
		}
	}
	if ('condition' in part) return (toBool(evaluate(part.condition, scope)) ? part.then : part.otherwise).map((one) => partText(one, scope)).join('');
	return entries(part.each, scope)
		.map((inner) => part.body.map((one) => partText(one, inner)).join(''))
		.join('');
}
/** One scope for each turn of a loop. */
function entries(loop: Loop, scope: Scope): Scope[] {
	const collection = evaluate(loop.collection, scope);
	const { range } = loop.collection;
	if (collection === null) throw wrong('Iteration over null value', "A null value cannot be used as the collection in a 'for' expression.", range);
	const pairs: readonly (readonly [Value, Value])[] = isList(collection)
		? collection.map((value, i) => [i, value])
		: isMap(collection)
			? [...collection].sort(([a], [b]) => compareKeys(a, b))
			: [];
	if (typeof collection !== 'object')
		throw wrong('Iteration over non-iterable value', `A value of type ${typeName(collection)} cannot be used as the collection in a 'for' expression.`, range);
	return pairs.map(([key, value]) => scope.with(new Map<string, Value>([...(loop.key === '' ? [] : ([[loop.key, key]] as const)), [loop.value, value]])));
}
function forExpression(expression: Extract<Expression, { kind: 'for' }>, scope: Scope): Value {
	const list: Value[] = [];
	const map = new Map<string, Value>();
	for (const inner of entries(expression.loop, scope)) {
		if (expression.condition) {
			const value = evaluate(expression.condition, inner);
			if (value === null) throw wrong('Condition is null', "The value of the 'if' clause must not be null.", expression.condition.range);
			try {
				if (!toBool(value)) continue;
			} catch (error) {
				if (!(error instanceof Unsuitable)) throw error;
				throw wrong("Invalid 'for' condition", `The 'if' clause value is invalid: ${error.message}.`, expression.condition.range);
			}
		}
		const value = evaluate(expression.value, inner);
		if (!expression.key) {
			list.push(value);
			continue;
		}
		const key = keyText(evaluate(expression.key, inner), expression.key.range);
		const old = map.get(key);
		if (old !== undefined && !expression.group)
			throw wrong(
				'Duplicate object key',
				`Two different items produced the key ${JSON.stringify(key)} in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.`,
				expression.key.range
			);
		map.set(key, expression.group ? [...(old !== undefined && isList(old) ? old : []), value] : value);
	}
	return expression.key ? map : list;
}
function keyText(key: Value, range: Range): string {
	if (key === null) throw wrong('Null value as key', "Can't use a null value as a key.", range);
	try {
		return toText(key);
	} catch (error) {
		if (!(error instanceof Unsuitable)) throw error;
		throw wrong('Incorrect key type', `Can't use this value as a key: ${error.message}.`, range);
	}
}

function operand<T>(value: Value, range: Range, side: 'left' | 'right' | 'unary', convert: (value: Value) => T): T {
	const what = side === 'unary' ? 'unary operand' : `${side} operand`;
	try {
		return convert(value);
	} catch (error) {
		if (!(error instanceof Unsuitable)) throw error;
		throw wrong('Invalid operand', `Unsuitable value for ${what}: ${error.message}.`, range);
	}
}
function binary(expression: Extract<Expression, { kind: 'binary' }>, scope: Scope): Value {
	const { op, left, right } = expression;
	const a = evaluate(left, scope);
	const b = evaluate(right, scope);
	if (op === '==') return equal(a, b);
	if (op === '!=') return !equal(a, b);
	if (op === '&&' || op === '||') {
		const [x, y] = [operand(a, left.range, 'left', toBool), operand(b, right.range, 'right', toBool)];
		return op === '&&' ? x && y : x || y;
	}
	const x = operand(a, left.range, 'left', toNumber);
	const y = operand(b, right.range, 'right', toNumber);
	switch (op) {
		case '<':
			return x < y;
		case '>':
			return x > y;
		case '<=':
			return x <= y;
		case '>=':
			return x >= y;
		case '+':
			return x + y;
		case '-':
			return x - y;
		case '*':
			return x * y;
		default:
			return op === '/' ? x / y : x % y;
	}
}

function call(expression: Extract<Expression, { kind: 'call' }>, scope: Scope): Value {
	const { name, nameRange, close, range } = expression;
	const found: FunctionValue | undefined = scope.function(name);
	if (!found)
		throw wrong('Call to unknown function', `There is no function named ${JSON.stringify(name)}.${didYouMean(name, scope.functionNames())}`, nameRange);
	// These two look at whether an expression has a value at all.
	if (found.lazy) return found.lazy(expression.args.map((arg) => () => evaluate(arg, scope)));
	const places = expression.args.map(startOf);
	let args = expression.args.map((arg) => evaluate(arg, scope));
	if (expression.spread) {
		const last = args.at(-1) ?? null;
		const place = places.at(-1) ?? range;
		if (last === null) throw wrong('Invalid expanding argument value', 'The expanding argument (indicated by ...) must not be null.', place);
		if (!isList(last))
			throw wrong('Invalid expanding argument value', 'The expanding argument (indicated by ...) must be of a tuple, list, or set type.', place);
		args = [...args.slice(0, -1), ...last];
	}
	const { params, variadic } = found;
	if (args.length < params.length)
		throw wrong(
			'Not enough function arguments',
			`Function ${JSON.stringify(name)} expects${variadic ? ' at least' : ''} ${params.length} argument(s). Missing value for ${JSON.stringify(params[args.length]?.name ?? '')}.`,
			close
		);
	if (!variadic && args.length > params.length) {
		const extra = places[params.length] ?? range;
		throw wrong('Too many function arguments', `Function ${JSON.stringify(name)} expects only ${params.length} argument(s).`, extra);
	}
	const ready = args.map((arg, i) => {
		const param = params[i] ?? variadic;
		if (!param) return arg;
		const place = places[Math.min(i, places.length - 1)] ?? range;
		const bad = (why: string): HclFailure => wrong('Invalid function argument', `Invalid value for ${JSON.stringify(param.name)} parameter: ${why}.`, place);
		if (arg === null && param.type !== 'any') throw bad('argument must not be null');
		try {
			return param.convert(arg);
		} catch (error) {
			if (error instanceof Unsuitable) throw bad(error.message);
			throw error;
		}
	});
	try {
		return found.run(ready);
	} catch (error) {
		if (error instanceof UnsuitableArgument) {
			const param = params[error.index] ?? variadic;
			const place = places[Math.min(error.index, places.length - 1)] ?? range;
			throw wrong('Invalid function argument', `Invalid value for ${JSON.stringify(param?.name ?? '')} parameter: ${error.message}.`, place);
		}
		if (!(error instanceof Unsuitable)) throw error;
		const opened = { ...nameRange, end: { ...nameRange.end, column: nameRange.end.column + 1 } };
		throw wrong('Error in function call', `Call to function ${JSON.stringify(name)} failed: ${error.message}.`, opened);
	}
}
