// A block's arguments as a target's fields: which there are, of what type, and what an unfit value is told. Follows gohcl's decoding of
// bake's Target. An argument that is no field is ignored, as bake ignores it.
import { Failure } from '../../docker/failure.ts';
import { toBool, toText, toTexts, Unsuitable } from './hcl/convert.ts';
import { isList, isMap, type Value } from './hcl/syntax.ts';
import { parseAttest, parseCache, parseOutput, parseSecret, parseSsh, type Entry, type SecretEntry, type SshEntry, type Target } from './target.ts';

type Decode = (value: Value) => Partial<Target>;
const text =
	(field: 'description' | 'context' | 'dockerfile' | 'inline' | 'target' | 'network' | 'shmSize' | 'call'): Decode =>
	(value) => ({ [field]: toText(value) });
const texts =
	(field: 'inherits' | 'annotations' | 'tags' | 'platforms' | 'noCacheFilter' | 'ulimits' | 'entitlements'): Decode =>
	(value) => ({ [field]: toTexts(value) });
const bool =
	(field: 'pull' | 'noCache'): Decode =>
	(value) => ({ [field]: toBool(value) });
const map =
	(field: 'contexts' | 'args' | 'labels'): Decode =>
	(value) => {
		if (!isMap(value)) throw new Unsuitable('map of string required');
		// A null leaves the name out.
		return { [field]: new Map([...value].flatMap(([key, item]) => (item === null ? [] : [[key, textOf(key, item)] as const]))) };
	};
function textOf(key: string, item: Value): string {
	if (typeof item === 'object') throw new Unsuitable(`element ${JSON.stringify(key)}: string required`);
	return toText(item);
}
const record = (value: Value, required: string): Record<string, string> => {
	if (!isMap(value)) throw new Unsuitable(required);
	return Object.fromEntries([...value].flatMap(([key, item]) => (item === null ? [] : [[key, toText(item)]])));
};
function each<T>(value: Value, required: string, fromText: (text: string) => readonly T[], fromMap: (fields: Record<string, string>) => T): T[] {
	if (!isList(value)) throw new Unsuitable(`list of ${required} required`);
	return value.flatMap((item) => {
		if (typeof item !== 'string') return [fromMap(record(item, `${required} required`))];
		try {
			return item === '' ? [] : fromText(item);
		} catch (error) {
			if (error instanceof Failure) throw new Unsuitable(error.text);
			throw error;
		}
	});
}
const entry = ({ type = '', dest, ...attrs }: Record<string, string>): Entry => ({ type, attrs, ...(dest === undefined ? {} : { dest }) });
const cache = (value: Value): Entry[] => each<Entry>(value, 'map of string', parseCache, entry);
const secret = ({ id = '', src = '', env = '' }: Record<string, string>): SecretEntry => ({ id, src, env });
const ssh = ({ id = '' }: Record<string, string>): SshEntry => ({ id, paths: [] });

const fields: Readonly<Record<string, Decode>> = {
	description: text('description'),
	inherits: texts('inherits'),
	annotations: texts('annotations'),
	attest: (value) => ({ attest: each<Entry>(value, 'map of string', (one) => [parseAttest(one)], entry) }),
	context: text('context'),
	contexts: map('contexts'),
	dockerfile: text('dockerfile'),
	'dockerfile-inline': text('inline'),
	args: map('args'),
	labels: map('labels'),
	tags: texts('tags'),
	'cache-from': (value) => ({ cacheFrom: cache(value) }),
	'cache-to': (value) => ({ cacheTo: cache(value) }),
	target: text('target'),
	secret: (value) => ({ secrets: each<SecretEntry>(value, 'object', (one) => [parseSecret(one)], secret) }),
	ssh: (value) => ({ ssh: each<SshEntry>(value, 'object', (one) => [parseSsh(one)], ssh) }),
	platforms: texts('platforms'),
	output: (value) => ({ outputs: each<Entry>(value, 'map of string', (one) => [parseOutput(one)], entry) }),
	pull: bool('pull'),
	'no-cache': bool('noCache'),
	network: text('network'),
	'no-cache-filter': texts('noCacheFilter'),
	'shm-size': text('shmSize'),
	ulimits: texts('ulimits'),
	call: text('call'),
	entitlements: texts('entitlements')
};
const lists = [
	'inherits',
	'annotations',
	'attest',
	'tags',
	'cache-from',
	'cache-to',
	'secret',
	'ssh',
	'platforms',
	'output',
	'no-cache-filter',
	'ulimits',
	'entitlements'
];
/** A field's value where it was not given. */
export const emptyField = (name: string): Value => (lists.includes(name) ? [] : ['contexts', 'args', 'labels'].includes(name) ? new Map() : null);
export const isField = (name: string): boolean => Object.hasOwn(fields, name);

/** One argument as a field. Throws Unsuitable. */
export function decodeField(name: string, value: Value): Partial<Target> {
	const decode = fields[name];
	if (name === 'description' && value === null) throw new Unsuitable('null value is not allowed');
	return !decode || value === null ? {} : decode(value);
}
