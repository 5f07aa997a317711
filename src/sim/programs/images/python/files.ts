// File objects over descriptors: text and binary, read whole or line by line, written through at once.
// Leaves out encodings other than UTF-8 and universal newlines. Invariant: a closed file refuses.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, isatty, lseek, readAll, write } from '../../../kernel/index.ts';
import { text as decode } from '../../../values/index.ts';
import type { Interpreter } from './interpreter.ts';
import { bare, Bytes, Class, Instance, Iter, List, Native, str, typeName, utf8, type Value } from './values.ts';

const latin = (bytes: Uint8Array): string => {
	let s = '';
	for (let i = 0; i < bytes.length; i += 4096) s += String.fromCharCode(...bytes.subarray(i, i + 4096));
	return s;
};
const unlatin = (data: string): Uint8Array => Uint8Array.from(data, (c) => c.charCodeAt(0));

/** A file object over a descriptor. */
export function fileObject(vm: Interpreter, type: Class, fd: number, name: string, binary: boolean, mode = 'r'): Instance {
	const made = new Instance(type);
	const set = (key: string, run: (args: Value[]) => Sys<Value>): void =>
		void made.names.set(
			key,
			new Native(key, function* (args) {
				if (closed && key !== 'close' && key !== '__exit__') vm.raise('ValueError', 'I/O operation on closed file.');
				return yield* run(args);
			})
		);
	let left: string | null = null;
	let closed = false;
	const rest = function* (): Sys<string> {
		if (!/[r+]/.test(mode)) vm.raise('OSError', 'not readable');
		if (left === null) {
			const bytes = yield* readAll(fd);
			left = binary ? latin(bytes) : decode(bytes);
		}
		return left;
	};
	const give = (text: string): Value => (binary ? new Bytes(text) : text);
	const line = function* (): Sys<string> {
		const all = yield* rest();
		const at = all.indexOf('\n');
		const one = at < 0 ? all : all.slice(0, at + 1);
		left = all.slice(one.length);
		return one;
	};
	made.names.set('name', name);
	made.names.set('mode', mode);
	made.names.set('closed', false);
	made.names.set('encoding', 'UTF-8');
	set('read', function* ([n]) {
		const all = yield* rest();
		const size = n === undefined || n === null || Number(n) < 0 ? all.length : Number(n);
		left = all.slice(size);
		return give(all.slice(0, size));
	});
	set('readline', function* () {
		return give(yield* line());
	});
	set('readlines', function* () {
		const all: Value[] = [];
		for (let l = yield* line(); l !== ''; l = yield* line()) all.push(give(l));
		return new List(all);
	});
	set('write', function* ([given]) {
		const v = bare(given ?? null);
		if (binary ? !(v instanceof Bytes) : typeof v !== 'string')
			vm.raise('TypeError', binary ? `a bytes-like object is required, not '${typeName(v)}'` : `write() argument must be str, not ${typeName(v)}`);
		if (!/[wax+]/.test(mode)) vm.raise('OSError', 'not writable');
		const text = v instanceof Bytes ? v.data : utf8(str(v));
		yield* write(fd, unlatin(text));
		return BigInt(v instanceof Bytes ? v.data.length : [...str(v)].length);
	});
	set('writelines', function* ([lines]) {
		for (const one of yield* vm.iterate(lines ?? null)) yield* write(fd, unlatin(one instanceof Bytes ? one.data : utf8(str(one))));
		return null;
	});
	set('seek', function* ([n = 0n]) {
		left = null;
		return BigInt(yield* lseek(fd, Number(n)));
	});
	set('tell', function* () {
		return BigInt(yield* lseek(fd, 0, 'cur'));
	});
	for (const key of ['flush', 'truncate', 'reconfigure'])
		set(key, function* () {
			return null;
		});
	set('fileno', function* () {
		return BigInt(fd);
	});
	set('isatty', function* () {
		return yield* isatty(fd);
	});
	for (const key of ['readable', 'writable'])
		set(key, function* () {
			return key === 'readable' ? /[r+]/.test(mode) : /[wax+]/.test(mode);
		});
	const shut = function* (): Sys<null> {
		if (!closed)
			try {
				yield* close(fd);
			} catch (e) {
				if (!(e instanceof Errno)) throw e;
			}
		closed = true;
		made.names.set('closed', true);
		return null;
	};
	set('close', shut);
	set('__enter__', function* () {
		return made;
	});
	set('__exit__', shut);
	made.inner = {
		*next(): Sys<Value | undefined> {
			if (closed) vm.raise('ValueError', 'I/O operation on closed file.');
			const one = yield* line();
			return one === '' ? undefined : give(one);
		}
	};
	if (!type.names.has('__iter__')) {
		type.names.set(
			'__iter__',
			new Native('__iter__', function* ([self]) {
				return new Iter('_io.TextIOWrapper', ((self as Instance).inner as { next: () => Sys<Value | undefined> }).next);
			})
		);
		type.names.set(
			'__repr__',
			new Native('__repr__', function* ([self]) {
				const file = self as Instance;
				return `<_io.TextIOWrapper name=${yield* vm.repr(file.names.get('name') ?? '')} mode='${str(file.names.get('mode') ?? '')}' encoding='UTF-8'>`;
			})
		);
		for (const name of ['__enter__', '__exit__'])
			type.names.set(
				name,
				new Native(name, function* ([self, ...args]) {
					return yield* vm.invoke((self as Instance).names.get(name) as Value, args, new Map());
				})
			);
	}
	return made;
}
