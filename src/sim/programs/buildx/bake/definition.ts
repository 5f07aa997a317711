// Bake's files in HCL as groups and targets: variables with their values from the environment, functions, a target for each turn of a matrix.
// Follows bake/hclparser: everything is evaluated when it is needed first. Leaves out object and tuple types of variables.
// Invariant: a name is worked at once; a cycle is told.
import { Failure } from '../../docker/failure.ts';
import { decodeField, emptyField, isField } from './decode.ts';
import { compareKeys, toText, toTexts, Unsuitable } from './hcl/convert.ts';
import { Cycle, namesIn, startOf, valueOfArgument as evaluate } from './hcl/evaluate.ts';
import { standardFunctions } from './hcl/functions.ts';
import { nested, type FunctionValue, type Param, type Scope } from './hcl/scope.ts';
import {
	HclFailure,
	isList,
	isMap,
	wrong,
	type Attribute,
	type Block,
	type Body,
	type Diagnostic,
	type Expression,
	type Range,
	type Value
} from './hcl/syntax.ts';
import { merge, type Config, type Group, type Target } from './target.ts';
import { checkVariables, variableValue } from './variables.ts';

/** What a definition does not know by itself. */
export interface Surroundings {
	readonly env: Readonly<Record<string, string>>;
	/** BAKE_CMD_CONTEXT and BAKE_LOCAL_PLATFORM. */
	readonly builtins: ReadonlyMap<string, string>;
	/** µs since the epoch. */
	readonly now: number;
}
export interface VariableRow {
	readonly name: string;
	readonly value: Value;
	readonly description: string;
}
/** A block under one of its names. */
interface Turn {
	readonly name: string;
	readonly block: Block;
	readonly scope: Scope;
}

export class Definition {
	readonly around: Surroundings;
	readonly attributes = new Map<string, Attribute>();
	readonly variables = new Map<string, Block>();
	readonly functions = new Map<string, Block>();
	readonly blocks: Block[] = [];
	readonly values = new Map<string, Value>();
	readonly made: Map<string, FunctionValue>;
	readonly turns: Turn[] = [];
	readonly working = new Set<string>();
	readonly renamed: Group[] = [];
	readonly scope: Scope;

	constructor(bodies: readonly Body[], around: Surroundings) {
		this.around = around;
		this.made = new Map(standardFunctions(around.now));
		for (const body of bodies) {
			for (const [name, attribute] of body.attributes) this.attributes.set(name, attribute);
			for (const block of body.blocks) {
				const [label, extra] = block.labels;
				if (extra && ['variable', 'function', 'target', 'group'].includes(block.type))
					throw wrong(`Extraneous label for ${block.type}`, `Only 1 labels (name) are expected for ${block.type} blocks.`, extra.range);
				if (block.type === 'variable' || block.type === 'function') {
					if (!label) throw missingLabel(block, 'name');
					if (!around.builtins.has(label.text)) (block.type === 'variable' ? this.variables : this.functions).set(label.text, block);
				} else if (block.type === 'target' || block.type === 'group') {
					if (!label) throw missingLabel(block, 'name');
					this.blocks.push(block);
				}
			}
		}
		for (const [name, value] of around.builtins) this.values.set(name, value);
		this.scope = {
			lookup: (name) => this.lookup(name),
			names: () => [...this.values.keys()],
			block: (root, names, places) => this.blockValue(root, names, places),
			function: (name) => this.function(name),
			functionNames: () => [...this.made.keys()],
			with: (more) => nested(this.scope, more)
		};
	}

	/** All of it. Throws HclFailure. */
	read(): { config: Config; variables: readonly VariableRow[] } {
		for (const [name, block] of this.variables) this.lookup(name, { ...block.body.missing });
		checkVariables(this.variables, this.scope);
		for (const name of this.functions.keys()) this.function(name);
		for (const block of this.blocks) this.name(block);
		const groups: Group[] = [];
		const targets: Target[] = [];
		const bad: Diagnostic[] = [];
		for (const turn of this.turns) {
			if (turn.block.type === 'group') put(groups, this.group(turn, bad), (_old, one) => one);
			else put(targets, this.target(turn, bad), merge);
		}
		if (bad.length > 0) throw new HclFailure(bad);
		for (const name of this.attributes.keys()) this.lookup(name);
		const rows = [...this.variables].map(([name, block]): VariableRow => {
			const described = block.body.attributes.get('description');
			return { name, value: this.lookup(name) ?? null, description: described ? toText(evaluate(described.value, this.scope)) : '' };
		});
		return { config: { groups: [...groups, ...this.renamed], targets }, variables: rows };
	}

	lookup(name: string, place?: Range): Value | undefined {
		const known = this.values.get(name);
		if (known !== undefined) return known;
		const variable = this.variables.get(name);
		const attribute = this.attributes.get(name);
		if (!attribute && !variable) return undefined;
		const at = place ?? attribute?.range ?? variable?.body.missing ?? noRange;
		if (this.working.has(name)) throw new Cycle(`variable cycle not allowed for ${name}`);
		this.working.add(name);
		let value: Value;
		try {
			value = attribute ? evaluate(attribute.value, this.scope) : variable ? variableValue(name, variable, this.around.env, this.scope, this.variables) : null;
		} catch (error) {
			if (error instanceof Failure) throw wrong('Invalid value', error.text, at);
			throw error;
		}
		this.values.set(name, value);
		return value;
	}

	function(name: string): FunctionValue | undefined {
		const known = this.made.get(name);
		const block = this.functions.get(name);
		if (known || !block) return known;
		const { attributes } = block.body;
		const [params, result, rest] = [attributes.get('params'), attributes.get('result'), attributes.get('variadic_params')];
		const place = params?.range ?? block.labels[0]?.range ?? block.typeRange;
		if (!result) throw wrong('Invalid function', `empty result not allowed for ${name}`, place);
		if (!params) throw wrong('Invalid function', `empty params not allowed for ${name}`, place);
		const word = (expression: Expression): Param => {
			if (expression.kind !== 'name') throw wrong('Invalid param element', 'Each parameter name must be an identifier.', expression.range);
			return { name: expression.name, type: 'any', convert: (value) => value };
		};
		const list = params.value.kind === 'tuple' ? params.value.items.map(word) : [];
		const variadic = rest && word(rest.value);
		for (const unknown of namesIn(result.value, [...list.map((param) => param.name), ...(variadic ? [variadic.name] : [])]))
			if (this.lookup(unknown) === undefined)
				throw wrong('Invalid expression', `variable ${JSON.stringify(unknown)} does not exist: undefined`, result.value.range);
		const made: FunctionValue = {
			params: list,
			variadic,
			run: (args) => {
				const own = list.map((param, i): [string, Value] => [param.name, args[i] ?? null]);
				if (variadic) own.push([variadic.name, args.slice(list.length)]);
				return evaluate(result.value, this.scope.with(new Map(own)));
			}
		};
		this.made.set(name, made);
		return made;
	}

	/** Gives a block its names: its label, or one for each turn of its matrix. */
	name(block: Block): void {
		const label = block.labels[0] ?? { text: '', range: block.typeRange };
		const { attributes } = block.body;
		const invalid = (text: string): HclFailure => wrong('Invalid name', text, label.range);
		const check = (name: string): string => {
			if (!/^[a-zA-Z0-9_-]+$/.test(name)) throw invalid('only "[a-zA-Z0-9_-]+" are allowed');
			return name;
		};
		check(label.text);
		const [matrix, named] = [attributes.get('matrix'), attributes.get('name')];
		if (block.type === 'group') {
			if (matrix) throw invalid('matrix is not supported for groups');
			if (named) throw invalid('name is not supported for groups');
		}
		if (named && !matrix) throw invalid('name requires matrix');
		const names: string[] = [];
		for (const scope of matrix ? this.matrix(matrix, invalid) : [this.scope]) {
			const name = check(named ? toText(evaluate(named.value, scope)) : label.text);
			if (names.includes(name)) throw invalid(`duplicate name ${JSON.stringify(name)}`);
			names.push(name);
			this.turns.push({ name, block, scope });
		}
		if (!(names.length === 1 && names[0] === label.text)) this.renamed.push({ name: label.text, targets: names });
	}
	matrix(attribute: Attribute, invalid: (text: string) => HclFailure): Scope[] {
		const value = evaluate(attribute.value, this.scope);
		if (!isMap(value)) throw invalid('matrix must be a map');
		let all: ReadonlyMap<string, Value>[] = [new Map()];
		for (const [key, list] of [...value].sort(([a], [b]) => compareKeys(a, b))) {
			if (!isList(list)) throw invalid('matrix values must be a list');
			all = list.flatMap((one) => all.map((before) => new Map<string, Value>([...before, [key, one]])));
		}
		return all.map((more) => this.scope.with(more));
	}

	/** `target.NAME.ATTRIBUTE`, as another expression asks for it. */
	blockValue(root: string, [name, attribute]: readonly string[], places: readonly Range[]): { readonly value: Value } | undefined {
		if (root !== 'target' && root !== 'group') return undefined;
		if (name === undefined) throw new Cycle(`cannot access ${root} as a variable`);
		const turn = this.turns.findLast(
			(one) => one.block.type === root && one.name === name && (attribute === undefined || one.block.body.attributes.has(attribute))
		);
		if (!turn) {
			if (this.turns.some((one) => one.block.type === root && one.name === name)) return { value: emptyField(attribute ?? '') };
			throw wrong('Missing map element', `This map does not have an element with the key ${JSON.stringify(name)}.`, places[0] ?? noRange);
		}
		const wanted = attribute === undefined ? [...turn.block.body.attributes.keys()].filter(isField) : [attribute];
		const values = wanted.map((one): [string, Value] => {
			const found = turn.block.body.attributes.get(one);
			const key = `${root}.${name}.${one}`;
			if (this.working.has(key)) throw new Cycle(`reference cycle not allowed for ${key}`);
			this.working.add(key);
			const value = found ? evaluate(found.value, turn.scope) : null;
			this.working.delete(key);
			return [one, value];
		});
		return { value: attribute === undefined ? new Map(values) : (values[0]?.[1] ?? null) };
	}
	group({ name, block, scope }: Turn, bad: Diagnostic[]): Group {
		const { attributes, missing } = block.body;
		const listed = attributes.get('targets');
		const described = attributes.get('description');
		if (!listed) {
			bad.push({ summary: 'Missing required argument', detail: 'The argument "targets" is required, but no definition was found.', subject: missing });
			return { name, targets: [] };
		}
		const targets = gathered(bad, listed.value, () => evaluate(listed.value, scope), toTexts) ?? [];
		const description = described && gathered(bad, described.value, () => evaluate(described.value, scope), toText);
		return { name, ...(description === undefined ? {} : { description }), targets: [...new Set(targets)] };
	}
	target({ name, block, scope }: Turn, bad: Diagnostic[]): Target {
		let out: Target = { name };
		for (const [field, { value }] of block.body.attributes) {
			if (!isField(field)) continue;
			const before = bad.length;
			out = {
				...out,
				...gathered(
					bad,
					value,
					() => evaluate(value, scope),
					(found) => decodeField(field, found)
				)
			};
			// What a field depends on comes before all decoding.
			if (bad[before]?.summary === 'Invalid expression') break;
		}
		return out;
	}
}
/** A field's value; what is wrong is gathered. An expression without a value is unfit for the field, too. */
function gathered<T>(bad: Diagnostic[], expression: Expression, work: () => Value, convert: (value: Value) => T): T | undefined {
	let value: Value;
	try {
		value = work();
	} catch (error) {
		if (!(error instanceof HclFailure)) throw error;
		bad.push(...error.all);
		if (!['Invalid expression', 'Duplicate object key'].includes(error.all[0]?.summary ?? ''))
			bad.push({ summary: 'Unsuitable value type', detail: 'Unsuitable value: value must be known', subject: startOf(expression) });
		return undefined;
	}
	try {
		return convert(value);
	} catch (error) {
		if (!(error instanceof Unsuitable)) throw error;
		bad.push({ summary: 'Unsuitable value type', detail: `Unsuitable value: ${error.message}`, subject: startOf(expression) });
		return undefined;
	}
}
const noRange: Range = { file: '', start: { line: 0, column: 0, at: 0 }, end: { line: 0, column: 0, at: 0 } };
function put<T extends { readonly name: string }>(list: T[], one: T, both: (old: T, one: T) => T): void {
	const at = list.findIndex(({ name }) => name === one.name);
	const old = list[at];
	if (old) list[at] = both(old, one);
	else list.push(one);
}
const missingLabel = (block: Block, label: string): HclFailure =>
	wrong(`Missing ${label} for ${block.type}`, `All ${block.type} blocks must have 1 labels (${label}).`, block.open);
