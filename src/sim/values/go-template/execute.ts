// Executing a template over a JSON value, as text/template's exec.go does, with its error texts and places.
// undefined is Go's "no value" (a missing map key), null its nil; both print as <no value>.
// FIDELITY: templates nest 200 deep where Go allows 100,000, and one execution takes at most two million steps.

import { goPrint, GoStruct } from '../go-print.ts';
import { formatFloat } from '../numbers.ts';
import { utf8Length } from '../bytes.ts';
import { goQuote, sortedKeys } from '../strings.ts';
import { type BuiltinRow, builtins, isTrue, type NumberMode, TemplateFunctionError, typeName } from './functions.ts';
import { type Branch, type Command, type List, nodeText, type Operand, type Pipe, type TemplateNode } from './nodes.ts';
import { TemplateError } from './parse.ts';

export type TemplateFunction = (...args: unknown[]) => unknown;

export interface Executable {
	readonly name: string;
	readonly text: string;
	readonly trees: ReadonlyMap<string, List>;
	readonly funcs: Readonly<Record<string, TemplateFunction>>;
	readonly missingKey: 'default' | 'zero' | 'error';
	readonly numbers: NumberMode;
}

interface Variable {
	readonly name: string;
	value: unknown;
}

interface State {
	readonly template: Executable;
	readonly name: string;
	readonly root: unknown;
	readonly depth: number;
	readonly shared: { out: string[]; steps: number; node: TemplateNode | Operand | Command };
	readonly vars: Variable[];
}

/** What a list ended with: nothing special, or {{break}} or {{continue}}. */
type Flow = 'next' | 'break' | 'continue';

const missing: unique symbol = Symbol('missing');
type Final = unknown;

function fail(s: State, message: string): never {
	const { node } = s.shared;
	const before = s.template.text.slice(0, node.pos);
	const line = before.split('\n');
	const place = `${s.template.name}:${line.length}:${utf8Length(line[line.length - 1] ?? '')}`;
	throw new TemplateError(`template: ${place}: executing ${goQuote(s.name)} at <${nodeText(node)}>: ${message}`);
}

function at(s: State, node: TemplateNode | Operand | Command): void {
	s.shared.node = node;
	if (++s.shared.steps > 2_000_000) fail(s, 'template runs for too long');
}

function printed(s: State, value: unknown): string {
	if (value === undefined || value === null) return '<no value>';
	return showValue(value, s.template.numbers.floats);
}

/** %v, with the data's whole numbers shown as float64 when that is what they are. */
function showValue(value: unknown, floats: boolean): string {
	if (!floats) return goPrint(value);
	if (typeof value === 'number') return formatFloat(value, 'g');
	if (Array.isArray(value)) return `[${value.map((item: unknown) => showValue(item, true)).join(' ')}]`;
	if (typeof value !== 'object' || value === null || value instanceof GoStruct || value instanceof Uint8Array) return goPrint(value);
	const map: Readonly<Record<string, unknown>> = { ...value };
	return `map[${sortedKeys(map)
		.map((key) => `${key}:${showValue(map[key], true)}`)
		.join(' ')}]`;
}

function variable(s: State, name: string): Variable {
	for (let i = s.vars.length - 1; i >= 0; i--) {
		const found = s.vars[i];
		if (found?.name === name) return found;
	}
	return fail(s, `undefined variable: ${name}`);
}

function receiverType(s: State, receiver: unknown, held: boolean): string {
	if (receiver instanceof GoStruct) return receiver.typeName;
	return held ? 'interface {}' : typeName(receiver, s.template.numbers);
}

/** One field of a value. `held`: the value came out of a map or list, so Go knows it as interface {}. */
function evalField(s: State, name: string, receiver: unknown, hasArgs: boolean, held: boolean, given: () => unknown[]): unknown {
	if (receiver === undefined) {
		if (s.template.missingKey === 'error') fail(s, `nil data; no entry for key ${goQuote(name)}`);
		return undefined;
	}
	if (receiver === null) fail(s, `nil pointer evaluating interface {}.${name}`);
	if (receiver instanceof GoStruct) {
		if (receiver.nil) fail(s, `nil pointer evaluating ${receiver.typeName}.${name}`);
		if (!Object.hasOwn(receiver.fields, name)) fail(s, `can't evaluate field ${name} in type ${receiver.typeName}`);
		const field = receiver.fields[name];
		if (typeof field === 'function') return callFunction(s, name, (...args) => Reflect.apply(field, undefined, args), given());
		if (hasArgs) fail(s, `${name} has arguments but cannot be invoked as function`);
		return field;
	}
	if (typeof receiver !== 'object' || Array.isArray(receiver) || receiver instanceof Uint8Array) {
		fail(s, `can't evaluate field ${name} in type ${receiverType(s, receiver, held)}`);
	}
	if (hasArgs) fail(s, `${name} is not a method but has arguments`);
	const map: Readonly<Record<string, unknown>> = { ...receiver };
	if (Object.hasOwn(map, name) && map[name] !== undefined) return map[name];
	if (s.template.missingKey === 'error') fail(s, `map has no entry for key ${goQuote(name)}`);
	return s.template.missingKey === 'zero' ? null : undefined;
}

function evalChain(s: State, names: readonly string[], start: unknown, args: readonly Operand[], final: Final, plain = start === s.root, dot = start): unknown {
	let held = !plain;
	const given = (): unknown[] => [...args.slice(1).map((arg) => evalArg(s, dot, arg)), ...(final === missing ? [] : [final])];
	return names.reduce<unknown>((receiver, name, i) => {
		const last = i === names.length - 1;
		const value = evalField(s, name, receiver, last && (args.length > 1 || final !== missing), held, last ? given : () => []);
		held = !(receiver instanceof GoStruct);
		return value;
	}, start);
}

/** What a function written in TypeScript may see of Go's ints. */
function toFunction(value: unknown): unknown {
	return typeof value === 'bigint' && value >= -9_007_199_254_740_991n && value <= 9_007_199_254_740_991n ? Number(value) : value === undefined ? null : value;
}

function callFunction(s: State, name: string, func: TemplateFunction, args: readonly unknown[]): unknown {
	try {
		return func(...args.map(toFunction));
	} catch (error) {
		if (error instanceof TemplateError || !(error instanceof Error)) throw error;
		return fail(s, `error calling ${name}: ${error.message}`);
	}
}

function checkCount(s: State, name: string, row: { arity: number; variadic: boolean }, written: number, count: number): void {
	if (row.variadic && count < row.arity) fail(s, `wrong number of args for ${name}: want at least ${row.arity} got ${written}`);
	if (!row.variadic && count !== row.arity) fail(s, `wrong number of args for ${name}: want ${row.arity} got ${count}`);
}

function evalBuiltin(s: State, dot: unknown, name: string, row: BuiltinRow, args: readonly Operand[], final: Final, node: Operand | Command): unknown {
	const count = args.length + (final === missing ? 0 : 1);
	checkCount(s, name, row, args.length, count);
	if (name === 'and' || name === 'or') {
		let value: unknown;
		for (const arg of args) {
			value = evalArg(s, dot, arg);
			if (isTrue(value) === (name === 'or')) return value;
		}
		return final === missing ? value : final;
	}
	const values = args.map((arg) => evalArg(s, dot, arg));
	if (final !== missing) values.push(final);
	const format = args[0];
	if (name === 'printf' && format !== undefined && ['bool', 'number', 'nil'].includes(format.kind)) {
		at(s, format);
		fail(s, format.kind === 'nil' ? 'cannot assign nil to string' : `expected string; found ${nodeText(format)}`);
	}
	if (name === 'call') {
		const [func, ...rest] = values;
		const shown = args[0] === undefined ? '' : nodeText(args[0]);
		s.shared.node = node;
		if (func === null || func === undefined) fail(s, 'error calling call: call of nil');
		if (typeof func !== 'function') fail(s, `error calling call: non-function ${shown} of type ${typeName(func, s.template.numbers)}`);
		return callFunction(s, shown, (...given) => Reflect.apply(func, undefined, given), rest);
	}
	try {
		return row.run(values, s.template.numbers);
	} catch (error) {
		if (!(error instanceof TemplateFunctionError)) throw error;
		s.shared.node = node;
		return fail(s, error.message.startsWith('wrong type for value') ? error.message : `error calling ${name}: ${error.message}`);
	}
}

function evalFunction(s: State, dot: unknown, name: string, args: readonly Operand[], final: Final, node: Operand | Command): unknown {
	const func = Object.hasOwn(s.template.funcs, name) ? s.template.funcs[name] : undefined;
	const rest = args.slice(1);
	if (func === undefined) {
		const row = builtins[name];
		return row === undefined ? fail(s, `${goQuote(name)} is not a defined function`) : evalBuiltin(s, dot, name, row, rest, final, node);
	}
	const count = rest.length + (final === missing ? 0 : 1);
	// A function that takes "...args" has length 0 and counts for itself.
	if (func.length > 0) checkCount(s, name, { arity: func.length, variadic: false }, rest.length, count);
	const values = rest.map((arg) => evalArg(s, dot, arg));
	if (final !== missing) values.push(final);
	s.shared.node = node;
	return callFunction(s, name, func, values);
}

function evalArg(s: State, dot: unknown, node: Operand): unknown {
	at(s, node);
	switch (node.kind) {
		case 'dot':
			return dot;
		case 'nil':
			return null;
		case 'bool':
		case 'string':
		case 'number':
			return node.value;
		case 'field':
			return evalChain(s, node.names, dot, [], missing);
		case 'variable':
			return evalVariable(s, node.names, [], missing);
		case 'pipe':
			return evalPipeline(s, dot, node);
		case 'identifier':
			return evalFunction(s, dot, node.name, [], missing, node);
		case 'chain':
			if (node.node.kind === 'nil') fail(s, `indirection through explicit nil in ${nodeText(node)}`);
			return evalChain(s, node.names, evalArg(s, dot, node.node), [], missing, true);
	}
}

function evalVariable(s: State, names: readonly string[], args: readonly Operand[], final: Final): unknown {
	const { value } = variable(s, names[0] ?? '$');
	if (names.length > 1) return evalChain(s, names.slice(1), value, args, final);
	notAFunction(s, args, final);
	return value;
}

function notAFunction(s: State, args: readonly Operand[], final: Final): void {
	if (args.length > 1 || final !== missing) fail(s, `can't give argument to non-function ${args[0] === undefined ? '' : nodeText(args[0])}`);
}

function evalCommand(s: State, dot: unknown, command: Command, final: Final): unknown {
	const first = command.args[0];
	if (first === undefined) return undefined;
	if (first.kind === 'pipe') {
		notAFunction(s, command.args, final);
		return evalPipeline(s, dot, first);
	}
	at(s, first);
	switch (first.kind) {
		case 'field':
			return evalChain(s, first.names, dot, command.args, final);
		case 'chain':
			if (first.node.kind === 'nil') fail(s, `indirection through explicit nil in ${nodeText(first)}`);
			return evalChain(s, first.names, evalArg(s, dot, first.node), command.args, final, true, dot);
		case 'identifier':
			return evalFunction(s, dot, first.name, command.args, final, command);
		case 'variable':
			return evalVariable(s, first.names, command.args, final);
		case 'nil':
			notAFunction(s, command.args, final);
			return fail(s, 'nil is not a command');
		case 'dot':
			notAFunction(s, command.args, final);
			return dot;
		default:
			notAFunction(s, command.args, final);
			return first.value;
	}
}

function evalPipeline(s: State, dot: unknown, pipe: Pipe): unknown {
	at(s, pipe);
	let value: Final = missing;
	for (const command of pipe.commands) {
		const result = evalCommand(s, dot, command, value);
		value = result === null ? undefined : result;
	}
	for (const name of pipe.variables) {
		if (pipe.assigns) variable(s, name).value = value;
		else s.vars.push({ name, value });
	}
	return value;
}

function entries(s: State, value: unknown, pipe: Pipe): (readonly [unknown, unknown])[] {
	const { floats } = s.template.numbers;
	if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value) && !floats)) {
		if (pipe.variables.length > 1) fail(s, `can't use ${value} to iterate over more than one variable`);
		const count = Number(value);
		if (count > 1_000_000) fail(s, 'template runs for too long');
		return Array.from({ length: Math.max(0, count) }, (_, i) => [undefined, BigInt(i)] as const);
	}
	if (Array.isArray(value)) return value.map((item: unknown, i) => [BigInt(i), item] as const);
	if (value === undefined || value === null) return [];
	if (typeof value !== 'object' || value instanceof GoStruct || value instanceof Uint8Array) fail(s, `range can't iterate over ${showValue(value, floats)}`);
	const map: Readonly<Record<string, unknown>> = { ...value };
	return sortedKeys(map).map((key) => [key, map[key]] as const);
}

function walkRange(s: State, dot: unknown, node: Branch): Flow {
	at(s, node);
	const scope = s.vars.length;
	const { pipe } = node;
	const items = entries(s, evalPipeline(s, dot, pipe), pipe);
	const inner = s.vars.length;
	const [first = '', second = ''] = pipe.variables;
	for (const [key, item] of items) {
		const two = pipe.variables.length > 1;
		if (pipe.variables.length > 0) variable(s, two ? second : first).value = item;
		if (two) variable(s, first).value = key;
		const flow = walk(s, item, node.list);
		s.vars.length = inner;
		if (flow === 'break') break;
	}
	let flow: Flow = 'next';
	if (items.length === 0 && node.otherwise !== undefined) flow = walk(s, dot, node.otherwise);
	s.vars.length = scope;
	return flow;
}

function walkTemplate(s: State, dot: unknown, name: string, pipe: Pipe | undefined): void {
	const tree = s.template.trees.get(name);
	if (tree === undefined) fail(s, `template ${goQuote(name)} not defined`);
	if (s.depth >= 200) fail(s, 'exceeded maximum template depth (100000)');
	const data = pipe === undefined ? undefined : evalPipeline(s, dot, pipe);
	walk({ ...s, name, depth: s.depth + 1, vars: [{ name: '$', value: data }] }, data, tree);
}

function walkBranch(s: State, dot: unknown, node: Branch): Flow {
	const scope = s.vars.length;
	const value = evalPipeline(s, dot, node.pipe);
	let flow: Flow = 'next';
	if (isTrue(value)) flow = walk(s, node.kind === 'with' ? value : dot, node.list);
	else if (node.otherwise !== undefined) flow = walk(s, dot, node.otherwise);
	s.vars.length = scope;
	return flow;
}

function walk(s: State, dot: unknown, node: TemplateNode): Flow {
	at(s, node);
	switch (node.kind) {
		case 'text':
			s.shared.out.push(node.text);
			return 'next';
		case 'action': {
			const value = evalPipeline(s, dot, node.pipe);
			if (node.pipe.variables.length > 0) return 'next';
			s.shared.node = node;
			s.shared.out.push(printed(s, value));
			return 'next';
		}
		case 'list':
			for (const child of node.nodes) {
				const flow = walk(s, dot, child);
				if (flow !== 'next') return flow;
			}
			return 'next';
		case 'template':
			walkTemplate(s, dot, node.name, node.pipe);
			return 'next';
		case 'range':
			return walkRange(s, dot, node);
		case 'if':
		case 'with':
			return walkBranch(s, dot, node);
		default:
			return node.kind;
	}
}

/**
 * Runs a template. `write` gets the text made so far when an error ends it, as Go has written it by then.
 * Throws `TemplateError`.
 */
export function executeTemplate(template: Executable, name: string, data: unknown, write?: (partial: string) => void): string {
	const tree = template.trees.get(name);
	if (tree === undefined) throw new TemplateError(`template: ${name}: ${goQuote(name)} is an incomplete or empty template`);
	const s: State = { template, name, root: data, depth: 0, shared: { out: [], steps: 0, node: tree }, vars: [{ name: '$', value: data }] };
	try {
		walk(s, data, tree);
	} catch (error) {
		if (error instanceof TemplateError) write?.(s.shared.out.join(''));
		throw error;
	}
	return s.shared.out.join('');
}
