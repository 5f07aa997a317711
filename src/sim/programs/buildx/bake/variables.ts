// Bake's variables: their type, default and value from the environment, and what their validations say. Follows hclparser's resolveValue.
import { parseJson } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import { parseBool } from '../../docker/opts/cut.ts';
import { toBool, toNumber, toText, toTexts, typeName, Unsuitable, valueOf } from './hcl/convert.ts';
import { valueOfArgument as evaluate } from './hcl/evaluate.ts';
import type { Scope } from './hcl/scope.ts';
import { HclFailure, isList, isMap, wrong, type Block, type Diagnostic, type Expression, type Value } from './hcl/syntax.ts';
import { csv } from './target.ts';

type Type =
	| { readonly kind: 'string' }
	| { readonly kind: 'number' }
	| { readonly kind: 'bool' }
	| { readonly kind: 'any' }
	| { readonly kind: 'list' | 'set' | 'map'; readonly of: Type };

function typeOf(expression: Expression): Type {
	if (expression.kind === 'name' && ['string', 'number', 'bool', 'any'].includes(expression.name))
		return { kind: expression.name as 'string' | 'number' | 'bool' | 'any' };
	const [first] = expression.kind === 'call' ? expression.args : [];
	if (expression.kind === 'call' && first && (expression.name === 'list' || expression.name === 'set' || expression.name === 'map'))
		return { kind: expression.name, of: typeOf(first) };
	const named = expression.kind === 'name' ? expression.name : undefined;
	if (named !== undefined && ['list', 'set', 'map'].includes(named))
		throw wrong('Invalid type specification', `The ${named} type constructor requires one argument specifying the element type.`, expression.range);
	if (named !== undefined)
		throw wrong('Invalid type specification', `The keyword ${JSON.stringify(named)} is not a valid type specification.`, expression.range);
	throw wrong(
		'Invalid type specification',
		'A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).',
		expression.range
	);
}
const friendly = (type: Type): string => ('of' in type ? `${type.kind} of ${friendly(type.of)}` : type.kind);

function convert(value: Value, type: Type): Value {
	if (value === null || type.kind === 'any') return value;
	switch (type.kind) {
		case 'string':
			return toText(value);
		case 'number':
			return toNumber(value);
		case 'bool':
			return toBool(value);
		case 'map': {
			if (!isMap(value)) throw new Unsuitable(`${friendly(type)} required`);
			return new Map([...value].map(([key, item]) => [key, convert(item, type.of)]));
		}
		case 'list':
		case 'set': {
			if (!isList(value)) throw new Unsuitable(`${friendly(type)} required`);
			return type.of.kind === 'string' ? toTexts(value) : value.map((item) => convert(item, type.of));
		}
	}
}
function primitive(name: string, text: string, kind: string): Value {
	if (kind === 'bool') {
		const value = parseBool(text);
		if (value === undefined) throw new Failure(`failed to parse ${name} as bool: strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
		return value;
	}
	if (kind !== 'number') return text;
	if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text))
		throw new Failure(`failed to parse ${name} as number: strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
	return Number(text);
}
function fromCsv(name: string, text: string, type: Extract<Type, { of: Type }>): Value {
	if ('of' in type.of || type.of.kind === 'any')
		throw new Failure(`failed to convert variable ${name} from CSV: unsupported type ${friendly(type)} for CSV specification`);
	const { kind } = type.of;
	if (type.kind !== 'map') return csv(text).map((field) => primitive(name, field, kind));
	return new Map(
		csv(text).map((field) => {
			const pieces = field.split(':');
			if (pieces.length !== 2)
				throw new Failure(`failed to convert variable ${name} from CSV: expected one k/v pair but got ${pieces.length} pieces from ${field}`);
			return [pieces[0] ?? '', primitive(name, pieces[1] ?? '', kind)];
		})
	);
}

/** A variable's value. Throws Failure for a value that does not fit, HclFailure for what stands in the file. */
export function variableValue(name: string, block: Block, env: Readonly<Record<string, string>>, scope: Scope, all: ReadonlyMap<string, Block>): Value {
	const { attributes } = block.body;
	const [typed, given] = [attributes.get('type'), attributes.get('default')];
	const type: Type = typed ? typeOf(typed.value) : { kind: 'any' };
	const json = typed && !all.has(`${name}_JSON`) ? env[`${name}_JSON`] : undefined;
	const text = env[name] ?? (typed || all.has(`${name}_JSON`) ? undefined : env[`${name}_JSON`]);
	let value: Value = null;
	if (given) {
		value = evaluate(given.value, scope);
		try {
			value = convert(value, type);
		} catch (error) {
			if (error instanceof Unsuitable) throw new Failure(`invalid type ${friendly(type)} for variable ${name} default value: ${error.message}`);
			throw error;
		}
	} else if (!typed && text === undefined) return '';
	if (json !== undefined) return convert(valueOf(parseJson(json)), type);
	if (text === undefined) return value;
	if ('of' in type) return fromCsv(name, text, type);
	if (type.kind !== 'any') return primitive(name, text, type.kind);
	if (value === null) return text;
	if (typeof value === 'object') throw new Failure(`unsupported type ${typeName(value)} for variable ${name}`);
	return primitive(name, text, typeName(value));
}

/** The `validation` blocks. Throws HclFailure with all that do not hold. */
export function checkVariables(variables: ReadonlyMap<string, Block>, scope: Scope): void {
	const all: Diagnostic[] = [];
	for (const block of variables.values())
		for (const rule of block.body.blocks.filter(({ type }) => type === 'validation')) {
			const [condition, message] = [rule.body.attributes.get('condition'), rule.body.attributes.get('error_message')];
			if (!condition || !message) continue;
			const subject = condition.value.range;
			const value = evaluate(condition.value, scope);
			if (value === null)
				all.push({ summary: 'Invalid condition result', detail: 'Condition expression must return either true or false, not null.', subject });
			else if (!toBool(value)) all.push({ summary: 'Validation failed', detail: toText(evaluate(message.value, scope)), subject });
		}
	if (all.length > 0) throw new HclFailure(all);
}
