// The standard modules that are there: sys os time json math random socket http.server urllib.request signal datetime string collections
// itertools platform threading logging traceback. What else is imported is not found, as a package that is not installed.
import { Errno, type Sys } from '../../../engine/index.ts';
import { getrlimit, ids, random, removeAll, sigaction, type Context, type SignalName } from '../../../kernel/index.ts';
import { native, type Output } from './builtins.ts';
import { fileObject } from './files.ts';
import type { Interpreter } from './interpreter.ts';
import { decodeError, parsePython, toJson } from './json-module.ts';
import { systemModules } from './os-module.ts';
import { timeModules } from './time-module.ts';
import { nativeModules } from './natives.ts';
import { networkModules } from './network.ts';
import { Bytes, Class, Instance, List, Module, Raised, str, Tuple, type Keywords, type Value } from './values.ts';

type Run = (args: Value[], keywords: Keywords) => Sys<Value>;

/** A module of functions and constants. */
export function moduleOf(name: string, functions: Readonly<Record<string, Run>>, constants: Readonly<Record<string, Value>> = {}): Module {
	const names = new Map<string, Value>(Object.entries(constants));
	for (const key in functions) names.set(key, native(key, functions[key] as Run));
	return new Module(name, names);
}

/** Routines of the kernel as Python sees them: an error number raises OSError. */
export const guarded = (vm: Interpreter) =>
	function* <T>(routine: Sys<T>, path?: string): Sys<T> {
		try {
			return yield* routine;
		} catch (e) {
			if (e instanceof Errno) throw vm.osError(e, path);
			throw e;
		}
	};
/** The loader of a module that is made already. */
export const plain = (module: Module) =>
	function* (): Sys<Module> {
		return module;
	};

/** The loader of modules: built-in ones, then files beside the script. */
export function standardModules(vm: Interpreter, context: Context, argv: readonly string[], out: Output): Map<string, () => Sys<Module>> {
	const made = new Map<string, () => Sys<Module>>();
	const guard = guarded(vm);
	const stream = (fd: 1 | 2): Instance => {
		const file = new Instance(new Class('TextIOWrapper', [], new Map(), '_io'));
		file.names.set(
			'write',
			native('write', function* ([t = '']) {
				yield* fd === 1 ? out.put(str(t)) : writeError(str(t));
				return BigInt(str(t).length);
			})
		);
		file.names.set(
			'flush',
			native('flush', function* () {
				yield* out.flush();
				return null;
			})
		);
		file.names.set(
			'isatty',
			native('isatty', function* () {
				return false;
			})
		);
		file.names.set(
			'reconfigure',
			native('reconfigure', function* () {
				return null;
			})
		);
		return file;
	};
	const writeError = function* (text: string): Sys<void> {
		const open = vm.builtins.names.get('\0stderr');
		if (open !== undefined) yield* vm.invoke(open, [text], new Map());
	};
	const version = context.env['PYTHON_VERSION'] ?? '3.12.1';
	const [major = '3', minor = '12', micro = '1'] = version.split('.');
	made.set('sys', function* () {
		const stdin = fileObject(vm, new Class('TextIOWrapper', [vm.object], new Map(), '_io'), 0, '<stdin>', false);
		const stdout = stream(1);
		vm.builtins.names.set('\0stdout', stdout);
		const info = new Tuple([BigInt(major), BigInt(minor), BigInt(micro), 'final', 0n]);
		return moduleOf(
			'sys',
			{
				*exit([code]) {
					throw new Raised(vm.exception('SystemExit', code === undefined ? [] : [code]));
				},
				*getsizeof() {
					return 64n;
				},
				*getrecursionlimit() {
					return 1000n;
				},
				*setrecursionlimit() {
					return null;
				},
				*exc_info() {
					return new Tuple(vm.handled ? [vm.handled.value.type, vm.handled.value, null] : [null, null, null]);
				},
				*intern([v = null]) {
					return v;
				},
				*getdefaultencoding() {
					return 'utf-8';
				}
			},
			{
				argv: new List([...argv]),
				version: `${version} (main, Jun 10 2025, 23:42:27) [GCC 12.2.0]`,
				version_info: info,
				platform: 'linux',
				executable: vm.argv0.startsWith('/') ? vm.argv0 : `/usr/local/bin/${vm.argv0}`,
				path: new List([]),
				prefix: '/usr/local',
				base_prefix: '/usr/local',
				implementation: 'cpython',
				flags: new Tuple([]),
				stdout,
				stderr: stream(2),
				stdin,
				maxsize: 9223372036854775807n,
				byteorder: 'little',
				modules: vm.moduleDict
			}
		);
	});
	for (const [name, make] of systemModules(vm, context, out)) made.set(name, make);
	for (const [name, make] of timeModules(vm, context)) made.set(name, make);
	made.set(
		'json',
		plain(
			moduleOf(
				'json',
				{
					*dumps([v = null], kw) {
						const i = kw.get('indent');
						const sep = kw.get('separators');
						const [comma = ', ', colon = ': '] = sep instanceof Tuple ? sep.items.map(str) : [];
						return toJson(vm, v, i === undefined || i === null ? null : Number(i), 0, {
							sort: kw.get('sort_keys') === true,
							ascii: kw.get('ensure_ascii') !== false,
							comma,
							colon
						});
					},
					*loads([text = '']) {
						return parse(text instanceof Bytes ? text.data : str(text));
					},
					*load([file = null]) {
						return parse(str(yield* vm.invoke(yield* vm.attribute(file, 'read'), [], new Map())));
					},
					*dump([v = null, file = null], kw) {
						const i = kw.get('indent');
						yield* vm.invoke(
							yield* vm.attribute(file, 'write'),
							[
								toJson(vm, v, i === undefined || i === null ? null : Number(i), 0, {
									sort: kw.get('sort_keys') === true,
									ascii: true,
									comma: ', ',
									colon: ': '
								})
							],
							new Map()
						);
						return null;
					}
				},
				{ JSONDecodeError: decodeError(vm) }
			)
		)
	);
	function parse(text: string): Value {
		return parsePython(vm, text);
	}
	made.set(
		'math',
		plain(
			moduleOf(
				'math',
				{
					*sqrt([v = 0n]) {
						return Number(v) < 0 ? vm.raise('ValueError', 'math domain error') : Math.sqrt(Number(v));
					},
					*floor([v = 0n]) {
						return BigInt(Math.floor(Number(v)));
					},
					*ceil([v = 0n]) {
						return BigInt(Math.ceil(Number(v)));
					},
					*gcd([a = 0n, b = 0n]) {
						let [x, y] = [BigInt(Number(a)), BigInt(Number(b))];
						while (y) [x, y] = [y, x % y];
						return x < 0n ? -x : x;
					},
					*factorial([v = 0n]) {
						let r = 1n;
						for (let i = 2n; i <= BigInt(Number(v)); i++) r *= i;
						return r;
					},
					*isqrt([v = 0n]) {
						return BigInt(Math.floor(Math.sqrt(Number(v))));
					}
				},
				{ pi: Math.PI, e: Math.E, inf: Infinity }
			)
		)
	);
	const chance = function* (): Sys<number> {
		const [a = 0, b = 0, c = 0, d = 0] = yield* random(4);
		return (a * 16_777_216 + b * 65_536 + c * 256 + d) / 4_294_967_296;
	};
	made.set(
		'random',
		plain(
			moduleOf('random', {
				*random() {
					return yield* chance();
				},
				*randint([a = 0n, b = 0n]) {
					return BigInt(Number(a) + Math.floor((yield* chance()) * (Number(b) - Number(a) + 1)));
				},
				*choice([v = null]) {
					const items = yield* vm.iterate(v);
					return items[Math.floor((yield* chance()) * items.length)] ?? vm.raise('IndexError', 'Cannot choose from an empty sequence');
				},
				*uniform([a = 0n, b = 0n]) {
					return Number(a) + (yield* chance()) * (Number(b) - Number(a));
				},
				*seed() {
					return null;
				},
				*shuffle([v = null]) {
					if (v instanceof List)
						for (let i = v.items.length - 1; i > 0; i--) {
							const j = Math.floor((yield* chance()) * (i + 1));
							[v.items[i], v.items[j]] = [v.items[j] as Value, v.items[i] as Value];
						}
					return null;
				}
			})
		)
	);
	made.set(
		'signal',
		plain(
			moduleOf(
				'signal',
				{
					*signal([n = 15n, handler = null]) {
						const name = ({ 1: 'HUP', 2: 'INT', 15: 'TERM', 10: 'USR1' } as Record<number, SignalName>)[Number(n)];
						if (name) {
							yield* sigaction(name, typeof handler === 'bigint' ? (handler === 0n ? 'default' : 'ignore') : 'catch');
							vm.handlers.set(name, handler);
						}
						return null;
					},
					*pause() {
						yield* vm.waitForSignal();
						return null;
					}
				},
				{ SIGTERM: 15n, SIGINT: 2n, SIGHUP: 1n, SIGUSR1: 10n, SIG_DFL: 0n, SIG_IGN: 1n }
			)
		)
	);
	made.set(
		'platform',
		plain(
			moduleOf('platform', {
				*node() {
					return (yield* ids()).hostname;
				},
				*python_version() {
					return version;
				},
				*system() {
					return 'Linux';
				},
				*machine() {
					return 'x86_64';
				},
				*platform() {
					return 'Linux-6.1.0-x86_64-with-glibc2.36';
				}
			})
		)
	);
	made.set(
		'shutil',
		plain(
			moduleOf('shutil', {
				*rmtree([p = '']) {
					yield* guard(removeAll(str(p)), str(p));
					return null;
				}
			})
		)
	);
	made.set(
		'resource',
		plain(
			moduleOf(
				'resource',
				{
					*getrlimit() {
						const [a, b] = yield* getrlimit('NOFILE');
						return new Tuple([BigInt(a), BigInt(b)]);
					}
				},
				{ RLIMIT_NOFILE: 7n }
			)
		)
	);
	for (const [name, make] of networkModules(vm, out)) made.set(name, make);
	for (const [name, make] of nativeModules(vm, context)) made.set(name, make);
	made.delete('urllib.parse');
	return made;
}
