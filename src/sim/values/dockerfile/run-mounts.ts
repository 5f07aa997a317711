// The value of RUN --mount: comma-separated fields, checked as BuildKit's instructions package checks them, with its texts.
// Leaves out CSV quoting inside a field. Invariant: pure; variables in values are replaced later, by the builder.

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';
export interface RunMount {
	readonly type: MountType;
	readonly from: string;
	readonly source: string;
	readonly target: string;
	readonly readOnly: boolean;
	readonly id: string;
	readonly required: boolean;
	/** Name of the variable that holds a secret. */
	readonly env: string;
	readonly mode: number | undefined;
	readonly uid: number;
	readonly gid: number;
	readonly sharing: 'shared' | 'private' | 'locked';
}
const types: readonly MountType[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const isType = (text: string): text is MountType => (types as readonly string[]).includes(text);

function nearest(word: string, names: readonly string[]): string {
	const close = names.find((name) => Math.abs(name.length - word.length) <= 2 && [...word].filter((c, i) => name[i] !== c).length <= 2);
	return close === undefined ? '' : ` (did you mean ${close}?)`;
}
function bool(text: string): boolean | undefined {
	if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
	return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : undefined;
}

/** Parses one mount. Calls `fail` with BuildKit's text for what is wrong. */
export function parseRunMount(value: string, fail: (message: string) => unknown): RunMount {
	let type: MountType = 'bind';
	let readOnly: boolean | undefined;
	let [from, source, target, id, env] = ['', '', '', '', ''];
	let required = false;
	let mode: number | undefined;
	let [uid, gid] = [0, 0];
	let sharing: RunMount['sharing'] | undefined;
	const owned: string[] = [];
	for (const field of value.split(',')) {
		const at = field.indexOf('=');
		const key = (at < 0 ? field : field.slice(0, at)).toLowerCase();
		const text = field.slice(at + 1);
		if (at < 0) {
			if (key === 'readonly' || key === 'ro') readOnly = true;
			else if (key === 'readwrite' || key === 'rw') readOnly = false;
			else if (key === 'required' && (type === 'secret' || type === 'ssh')) required = true;
			else throw fail(`invalid field '${field}' must be a key=value pair`);
			continue;
		}
		const flag = (): boolean => {
			const set = bool(text);
			if (set === undefined) throw fail(`invalid value for ${key}: ${text}`);
			return set;
		};
		const number = (base: number): number => {
			const set = parseInt(text, base);
			if (!/^[0-9]+$/.test(text) || Number.isNaN(set)) throw fail(`invalid value ${text} for ${key}`);
			return set;
		};
		if (key === 'type') {
			const wanted = text.toLowerCase();
			if (!isType(wanted)) throw fail(`unsupported mount type ${JSON.stringify(text)}${nearest(wanted, types)}`);
			type = wanted;
		} else if (key === 'from') from = text;
		else if (key === 'source' || key === 'src') source = text;
		else if (key === 'target' || key === 'dst' || key === 'destination') target = text;
		else if (key === 'readonly' || key === 'ro') readOnly = flag();
		else if (key === 'readwrite' || key === 'rw') readOnly = !flag();
		else if (key === 'required') required = flag();
		else if (key === 'size') continue;
		else if (key === 'id') id = text;
		else if (key === 'env') env = text;
		else if (key === 'sharing') {
			if (text !== 'shared' && text !== 'private' && text !== 'locked')
				throw fail(`unsupported sharing value ${JSON.stringify(text)}${nearest(text, ['shared', 'private', 'locked'])}`);
			sharing = text;
		} else if (key === 'mode') {
			mode = number(8);
			owned.push(key);
		} else if (key === 'uid') {
			uid = number(10);
			owned.push(key);
		} else if (key === 'gid') {
			gid = number(10);
			owned.push(key);
		} else
			throw fail(
				`unexpected key '${key}' in '${field}'${nearest(key, ['type', 'from', 'source', 'target', 'readonly', 'id', 'sharing', 'required', 'size', 'mode', 'uid', 'gid', 'src', 'dst', 'destination', 'ro', 'rw', 'readwrite', 'env'])}`
			);
	}
	const [first] = owned;
	if (first !== undefined && (type === 'bind' || type === 'tmpfs')) throw fail(`${first} is not allowed for ${JSON.stringify(type)} type mounts`);
	if (sharing !== undefined && type !== 'cache') throw fail(`invalid cache sharing set for ${type} mount`);
	if (type === 'secret') {
		if (from !== '') throw fail('secret mount should not have a from');
		if (source === '' && target === '' && id === '') throw fail('invalid secret mount. one of source, target required');
		if (source !== '' && id !== '') throw fail("both source and id can't be set");
	}
	if (type === 'ssh') {
		if (from !== '') throw fail('ssh mount should not have a from');
		if (source !== '' && id !== '') throw fail("both source and id can't be set");
	}
	return {
		type,
		from,
		source,
		target,
		readOnly: readOnly ?? (type !== 'cache' && type !== 'tmpfs'),
		id: id || (type === 'secret' || type === 'ssh' ? source : ''),
		required,
		env,
		mode,
		uid,
		gid,
		sharing: sharing ?? 'shared'
	};
}
