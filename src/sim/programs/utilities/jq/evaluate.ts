// Evaluates jq filters: a filter takes a value and gives a stream of values, each with its path when paths are asked for.
// Invariant: every step is counted, so that a program that never ends is stopped with an error instead of stopping the world.
import type { Definition, Node, Pattern } from './ast.ts';
import { format } from './formats.ts';
import { arithmetic, deletePaths, described, fail, getIndex, getSlice, getPath, JqError, setPath, shown, truthy, type Path } from './values.ts';
import { compact, isArray, isObject, toText, typeOf, type Json, type JsonObject } from './json.ts';

export * from './values.ts';

/** A value, and where it was found (undefined: paths are not followed). */
export type Out = readonly [value: Json, path: Path | undefined];
export type Stream = Generator<Out, void, undefined>;

/** break $label */
export class JqBreak {
	readonly label: object;
	constructor(label: object) {
		this.label = label;
	}
}
/** halt and halt_error */
export class JqHalt {
	readonly status: number;
	readonly value: Json | undefined;
	constructor(status: number, value?: Json) {
		this.status = status;
		this.value = value;
	}
}

interface Closure {
	body: Node;
	env: Env;
}
type Func = { def: Definition; env: () => Env } | { closure: Closure };
/** Names in scope, as a chain. */
export interface Env {
	readonly up: Env | undefined;
	readonly vars?: ReadonlyMap<string, Json>;
	readonly funcs?: ReadonlyMap<string, Func>;
	readonly label?: { name: string; mark: object };
}

export type Native = (m: Machine, env: Env, args: readonly Node[], input: Json, path: Path | undefined) => Stream;

export interface Machine {
	natives: Readonly<Record<string, Native>>;
	/** Library definitions by "name/arity". */
	library: ReadonlyMap<string, Definition>;
	root: Env;
	steps: number;
	/** The next input, for input and inputs; undefined: none is left. */
	input(): Json | undefined;
	inputName: string | null;
	inputLine: number;
	environment: JsonObject;
	now: number;
	/** What debug and stderr wrote. */
	messages: string[];
	named: JsonObject;
	positional: readonly Json[];
}

const stepLimit = 40_000_000;
const extend = (path: Path | undefined, key: Json): Path | undefined => (path === undefined ? undefined : [...path, key]);

function findVar(env: Env | undefined, name: string): Json | undefined {
	for (let e = env; e; e = e.up) {
		const found = e.vars?.get(name);
		if (found !== undefined) return found;
	}
	return undefined;
}
function findFunc(env: Env | undefined, key: string): Func | undefined {
	for (let e = env; e; e = e.up) {
		const found = e.funcs?.get(key);
		if (found) return found;
	}
	return undefined;
}

/** Variable bindings of a destructuring pattern, one map for each way it can match. */
function* destructure(m: Machine, env: Env, pattern: Pattern, value: Json, input: Json): Generator<Map<string, Json>, void, undefined> {
	if (pattern.k === 'var') {
		yield new Map([[pattern.name, value]]);
		return;
	}
	if (pattern.k === 'array') {
		if (value !== null && !isArray(value)) fail(`Cannot index ${typeOf(value)} with number`);
		yield* combine(pattern.items.map((item, i) => (bound: Map<string, Json>) => destructure(m, { up: env, vars: bound }, item, getIndex(value, i), input)));
		return;
	}
	yield* combine(
		pattern.entries.map(
			(entry) =>
				function* (bound: Map<string, Json>): Generator<Map<string, Json>, void, undefined> {
					for (const [key] of run(m, { up: env, vars: bound }, entry.key, input, undefined)) {
						const item = getIndex(value, key);
						const own = entry.bind === undefined ? new Map<string, Json>() : new Map([[entry.bind, item]]);
						if (!entry.pattern) yield own;
						else for (const more of destructure(m, { up: env, vars: bound }, entry.pattern, item, input)) yield new Map([...own, ...more]);
					}
				}
		)
	);
}
function* combine(
	parts: readonly ((bound: Map<string, Json>) => Generator<Map<string, Json>, void, undefined>)[],
	bound = new Map<string, Json>()
): Generator<Map<string, Json>, void, undefined> {
	const [first, ...rest] = parts;
	if (!first) {
		yield bound;
		return;
	}
	for (const own of first(bound)) yield* combine(rest, new Map([...bound, ...own]));
}

const patternNames = (pattern: Pattern): string[] =>
	pattern.k === 'var'
		? [pattern.name]
		: pattern.k === 'array'
			? pattern.items.flatMap(patternNames)
			: pattern.entries.flatMap((entry) => [...(entry.bind === undefined ? [] : [entry.bind]), ...(entry.pattern ? patternNames(entry.pattern) : [])]);

/** Calls a filter by name. */
function* callFunction(m: Machine, env: Env, name: string, args: readonly Node[], input: Json, path: Path | undefined): Stream {
	const key = `${name}/${args.length}`;
	const found = findFunc(env, key);
	if (found && 'closure' in found) return yield* run(m, found.closure.env, found.closure.body, input, path);
	const native = found ? undefined : m.natives[key];
	if (native) return yield* native(m, env, args, input, path);
	const def = found ? found.def : m.library.get(key);
	if (!def) return fail(`${key} is not defined`);
	yield* applyDefinition(m, env, def, found ? found.env() : m.root, args, input, path);
}

function* applyDefinition(m: Machine, env: Env, def: Definition, home: Env, args: readonly Node[], input: Json, path: Path | undefined): Stream {
	const funcs = new Map<string, Func>();
	const self: Env = { up: home, funcs: new Map([[`${def.name}/${def.params.length}`, { def, env: () => home }]]) };
	const values: { name: string; body: Node }[] = [];
	def.params.forEach((param, i) => {
		const body = args[i];
		if (!body) return;
		const closure: Func = { closure: { body, env } };
		if (param.startsWith('$')) {
			values.push({ name: param.slice(1), body });
			funcs.set(`${param.slice(1)}/0`, closure);
		} else funcs.set(`${param}/0`, closure);
	});
	const scope: Env = { up: self, funcs };
	const bind = function* (n: number, bound: Map<string, Json>): Stream {
		const next = values[n];
		if (!next) return yield* run(m, bound.size === 0 ? scope : { up: scope, vars: bound }, def.body, input, path);
		for (const [value] of run(m, env, next.body, input, undefined)) yield* bind(n + 1, new Map([...bound, [next.name, value]]));
	};
	yield* bind(0, new Map());
}

/** The paths a filter gives. */
export function* pathsOf(m: Machine, env: Env, node: Node, input: Json): Generator<Path, void, undefined> {
	for (const [, path] of run(m, env, node, input, [])) if (path !== undefined) yield path;
}

function* update(m: Machine, env: Env, node: Extract<Node, { k: 'update' }>, input: Json): Stream {
	if (node.op === '|=') {
		let out = input;
		const gone: Path[] = [];
		for (const path of [...pathsOf(m, env, node.left, input)]) {
			const first = run(m, env, node.right, getPath(out, path), undefined).next();
			if (first.done) gone.push(path);
			else out = setPath(out, path, first.value[0]);
		}
		yield [deletePaths(out, gone), undefined];
		return;
	}
	for (const [value] of run(m, env, node.right, input, undefined)) {
		let out = input;
		for (const path of pathsOf(m, env, node.left, input)) {
			const old = getPath(out, path);
			const op = node.op.slice(0, -1);
			out = setPath(out, path, node.op === '=' ? value : op === '//' ? (truthy(old) ? old : value) : arithmetic(op, old, value));
		}
		yield [out, undefined];
	}
}

function* objects(m: Machine, env: Env, entries: readonly { key: Node; value: Node | undefined }[], n: number, built: Map<string, Json>, input: Json): Stream {
	const entry = entries[n];
	if (!entry) {
		yield [new Map(built), undefined];
		return;
	}
	for (const [key] of run(m, env, entry.key, input, undefined)) {
		if (typeof key !== 'string') fail(`Object keys must be strings`);
		const values: Iterable<Out> = entry.value ? run(m, env, entry.value, input, undefined) : [[getIndex(input, key), undefined]];
		for (const [value] of values) {
			const next = new Map(built);
			next.set(key as string, value);
			yield* objects(m, env, entries, n + 1, next, input);
		}
	}
}

/** Only paths may go on where a path is followed. */
const plain = (path: Path | undefined, value: Json): Path | undefined =>
	path === undefined ? undefined : fail(`Invalid path expression with result ${shown(value)}`);

/** Evaluates a filter. */
export function* run(m: Machine, env: Env, node: Node, input: Json, path: Path | undefined): Stream {
	if (++m.steps > stepLimit) throw new JqHalt(5, 'jq: error: program ran for too long');
	switch (node.k) {
		case 'identity':
			yield [input, path];
			return;
		case 'recurse':
			yield* recurse(input, path);
			return;
		case 'literal':
			yield [node.value, path === undefined ? undefined : node.value === null ? path : bad];
			return;
		case 'index':
			for (const [value, at] of run(m, env, node.of, input, path))
				for (const [key] of run(m, env, node.at, input, undefined)) yield [getIndex(value, key), extend(check(at, value), key)];
			return;
		case 'slice':
			for (const [value, at] of run(m, env, node.of, input, path))
				for (const [to] of node.to ? run(m, env, node.to, input, undefined) : nothing())
					for (const [from] of node.from ? run(m, env, node.from, input, undefined) : nothing())
						yield [
							getSlice(value, from, to),
							extend(
								check(at, value),
								new Map([
									['start', from],
									['end', to]
								])
							)
						];
			return;
		case 'iterate':
			for (const [value, at] of run(m, env, node.of, input, path)) {
				if (isArray(value)) for (const [i, item] of value.entries()) yield [item, extend(check(at, value), i)];
				else if (isObject(value)) for (const [key, item] of value) yield [item, extend(check(at, value), key)];
				else fail(`Cannot iterate over ${typeOf(value)}${value === null ? '' : ` (${shown(value)})`}`);
			}
			return;
		case 'string':
			yield* interpolate(m, env, node, 0, '', input);
			return;
		case 'format':
			yield [format(node.name, input), undefined];
			return;
		case 'array': {
			const out: Json[] = [];
			if (node.inner) for (const [value] of run(m, env, node.inner, input, undefined)) out.push(value);
			yield [out, path === undefined ? undefined : bad];
			return;
		}
		case 'object':
			for (const [value] of objects(m, env, node.entries, 0, new Map(), input)) yield [value, path === undefined ? undefined : bad];
			return;
		case 'neg':
			for (const [value] of run(m, env, node.inner, input, undefined))
				yield [typeof value === 'number' ? -value : fail(`${described(value)} cannot be negated`), undefined];
			return;
		case 'pipe':
			for (const [value, at] of run(m, env, node.left, input, path)) yield* run(m, env, node.right, value, check(at, value));
			return;
		case 'comma':
			yield* run(m, env, node.left, input, path);
			yield* run(m, env, node.right, input, path);
			return;
		case 'and':
		case 'or':
			for (const [left] of run(m, env, node.left, input, undefined)) {
				if (truthy(left) === (node.k === 'or')) yield [node.k === 'or', undefined];
				else for (const [right] of run(m, env, node.right, input, undefined)) yield [truthy(right), undefined];
			}
			return;
		case 'alternative': {
			let any = false;
			try {
				for (const out of run(m, env, node.left, input, path)) {
					if (!truthy(out[0])) continue;
					any = true;
					yield out;
				}
			} catch (error) {
				if (!(error instanceof JqError)) throw error;
			}
			if (!any) yield* run(m, env, node.right, input, path);
			return;
		}
		case 'binary':
			for (const [right] of run(m, env, node.right, input, undefined))
				for (const [left] of run(m, env, node.left, input, undefined)) yield [arithmetic(node.op, left, right), path === undefined ? undefined : bad];
			return;
		case 'update':
			yield* update(m, env, node, input);
			return;
		case 'if':
			for (const [test] of run(m, env, node.test, input, undefined)) {
				if (truthy(test)) yield* run(m, env, node.yes, input, path);
				else if (node.no) yield* run(m, env, node.no, input, path);
				else yield [input, path];
			}
			return;
		case 'try':
			yield* attempt(m, env, node, input, path);
			return;
		case 'reduce':
			for (const [init] of run(m, env, node.init, input, path)) {
				let state: Json | undefined = init;
				let at: Path | undefined = path;
				for (const [item] of run(m, env, node.source, input, undefined))
					for (const vars of destructure(m, env, node.pattern, item, input)) {
						let last: Out | undefined;
						for (const out of run(m, { up: env, vars }, node.update, state ?? null, at)) last = out;
						[state, at] = last ?? [null, at];
					}
				yield [state ?? null, at];
			}
			return;
		case 'foreach':
			for (const [init, start] of run(m, env, node.init, input, path)) {
				let state: Json = init;
				let at = start;
				for (const [item] of run(m, env, node.source, input, undefined))
					for (const vars of destructure(m, env, node.pattern, item, input))
						for (const out of run(m, { up: env, vars }, node.update, state, at)) {
							[state, at] = out;
							if (node.extract) yield* run(m, { up: env, vars }, node.extract, state, at);
							else yield out;
						}
			}
			return;
		case 'def': {
			const scope: Env = { up: env, funcs: new Map<string, Func>([[`${node.def.name}/${node.def.params.length}`, { def: node.def, env: () => scope }]]) };
			yield* run(m, scope, node.rest, input, path);
			return;
		}
		case 'as':
			yield* bindAs(m, env, node, input, path);
			return;
		case 'label': {
			const mark = {};
			try {
				yield* run(m, { up: env, label: { name: node.name, mark } }, node.body, input, path);
			} catch (error) {
				if (!(error instanceof JqBreak) || error.label !== mark) throw error;
			}
			return;
		}
		case 'break': {
			for (let e: Env | undefined = env; e; e = e.up) if (e.label?.name === node.name) throw new JqBreak(e.label.mark);
			return fail('break');
		}
		case 'var': {
			if (node.name === 'ENV') yield [m.environment, undefined];
			else if (node.name === '__prog_args') yield [[...m.positional], undefined];
			else {
				const value = findVar(env, node.name);
				yield [value === undefined ? fail(`$${node.name} is not defined`) : value, path === undefined ? undefined : bad];
			}
			return;
		}
		case 'loc':
			yield [
				new Map<string, Json>([
					['file', '<top-level>'],
					['line', node.line]
				]),
				undefined
			];
			return;
		case 'call':
			yield* callFunction(m, env, node.name, node.args, input, path);
			return;
	}
}

/** Marks a value that is no path; going on from it as a path is an error. */
const bad: Path = ['\0not a path'];
const check = (path: Path | undefined, value: Json): Path | undefined => (path === bad ? plain(path, value) : path);
export const isBadPath = (path: Path | undefined): boolean => path === bad;

function* nothing(): Stream {
	yield [null, undefined];
}

function* recurse(value: Json, path: Path | undefined): Stream {
	yield [value, path];
	if (isArray(value)) for (const [i, item] of value.entries()) yield* recurse(item, extend(path, i));
	else if (isObject(value)) for (const [key, item] of value) yield* recurse(item, extend(path, key));
}

function* attempt(m: Machine, env: Env, node: Extract<Node, { k: 'try' }>, input: Json, path: Path | undefined): Stream {
	const stream = run(m, env, node.body, input, path);
	for (;;) {
		let next: IteratorResult<Out, void>;
		try {
			next = stream.next();
		} catch (error) {
			if (!(error instanceof JqError)) throw error;
			if (isObject(error.value) && error.value.has('__jq')) throw error;
			if (node.handler) yield* run(m, env, node.handler, error.value, undefined);
			return;
		}
		if (next.done) return;
		yield next.value;
	}
}

function* bindAs(m: Machine, env: Env, node: Extract<Node, { k: 'as' }>, input: Json, path: Path | undefined): Stream {
	const names = node.patterns.length > 1 ? new Map<string, Json>(node.patterns.flatMap(patternNames).map((name) => [name, null])) : undefined;
	for (const [value] of run(m, env, node.source, input, undefined)) {
		for (const [n, pattern] of node.patterns.entries()) {
			try {
				for (const vars of destructure(m, env, pattern, value, input))
					yield* run(m, { up: env, vars: names ? new Map([...names, ...vars]) : vars }, node.body, input, path);
				break;
			} catch (error) {
				if (!(error instanceof JqError) || n === node.patterns.length - 1) throw error;
			}
		}
	}
}

function* interpolate(m: Machine, env: Env, node: Extract<Node, { k: 'string' }>, n: number, text: string, input: Json): Stream {
	const part = node.parts[n];
	if (part === undefined) {
		yield [text, undefined];
		return;
	}
	if (typeof part === 'string') return yield* interpolate(m, env, node, n + 1, text + part, input);
	for (const [value] of run(m, env, part, input, undefined)) {
		const shownValue = node.format === undefined ? (typeof value === 'string' ? value : toText(value, compact)) : format(node.format, value);
		yield* interpolate(m, env, node, n + 1, text + shownValue, input);
	}
}
