// Python's os and os.path: files, environment, processes, as far as small programs ask. Leaves out fork and exec.
import { Errno, type Sys } from '../../../engine/index.ts';
import {
	access,
	chdir,
	chmod,
	exists,
	getcwd,
	ids,
	kill,
	mkdir,
	mkdirAll,
	random,
	readdir,
	rename,
	rmdir,
	stat,
	unlink,
	type Context,
	type SignalName
} from '../../../kernel/index.ts';
import { type Output } from './builtins.ts';
import type { Interpreter } from './interpreter.ts';
import { Bytes, Class, dictOf, Instance, List, Module, Raised, str, Tuple, type Value } from './values.ts';

import { guarded, moduleOf, plain } from './modules.ts';
import type { Run } from './values.ts';

export function systemModules(vm: Interpreter, context: Context, out: Output): Map<string, () => Sys<Module>> {
	const made = new Map<string, () => Sys<Module>>();
	const guard = guarded(vm);
	const isType = (type: string): Run =>
		function* ([p = '']) {
			try {
				return (yield* stat(yield* vm.str(p))).type === type;
			} catch (e) {
				if (e instanceof Errno) return false;
				throw e;
			}
		};
	const cleaned = (path: string): string => {
		const out: string[] = [];
		for (const part of path.split('/')) {
			if (part === '..' && out.length && out.at(-1) !== '..') out.pop();
			else if (part !== '' && part !== '.') out.push(part);
		}
		return (path.startsWith('/') ? '/' : '') + out.join('/') || '.';
	};
	const absolute = function* (path: string): Sys<string> {
		return cleaned(path.startsWith('/') ? path : `${yield* getcwd()}/${path}`);
	};
	const paths = moduleOf('posixpath', {
		*exists([p = '']) {
			return yield* exists(yield* vm.str(p));
		},
		isfile: isType('file'),
		isdir: isType('dir'),
		*join(parts) {
			const all: string[] = [];
			for (const part of parts) all.push(yield* vm.str(part));
			return all.reduce((a, b) => (b.startsWith('/') ? b : a === '' || a.endsWith('/') ? a + b : `${a}/${b}`));
		},
		*basename([p = '']) {
			return (yield* vm.str(p)).replace(/^.*\//, '');
		},
		*dirname([p = '']) {
			return (yield* vm.str(p)).includes('/') ? (yield* vm.str(p)).replace(/\/[^/]*$/, '') || '/' : '';
		},
		*getsize([p = '']) {
			return BigInt((yield* guard(stat(str(p)), str(p))).size);
		},
		*abspath([p = '']) {
			return yield* absolute(yield* vm.str(p));
		},
		*realpath([p = '']) {
			return yield* absolute(yield* vm.str(p));
		},
		*normpath([p = '']) {
			return cleaned(yield* vm.str(p));
		},
		*isabs([p = '']) {
			return (yield* vm.str(p)).startsWith('/');
		},
		*split([p = '']) {
			const text = yield* vm.str(p);
			const at = text.lastIndexOf('/');
			return new Tuple(at < 0 ? ['', text] : [text.slice(0, at) || '/', text.slice(at + 1)]);
		},
		*getmtime([p = '']) {
			return (yield* guard(stat(yield* vm.str(p)), str(p))).mtime / 1e6;
		},
		*splitext([p = '']) {
			const [, a = str(p), b = ''] = /^(.*?[^/])(\.[^./]*)$/.exec(str(p)) ?? [];
			return new Tuple([a, b]);
		},
		*expanduser([p = '']) {
			return str(p).replace(/^~/, context.env['HOME'] ?? '/root');
		}
	});
	made.set('os.path', plain(paths));
	made.set('os', function* () {
		const env = dictOf(Object.entries(context.env).map(([k, v]) => [k, v]));
		const path = paths;
		return moduleOf(
			'os',
			{
				*getcwd() {
					return yield* getcwd();
				},
				*getpid() {
					return BigInt((yield* ids()).pid);
				},
				*getppid() {
					return BigInt((yield* ids()).ppid);
				},
				*getuid() {
					return BigInt((yield* ids()).cred.uid);
				},
				*getgid() {
					return BigInt((yield* ids()).cred.gid);
				},
				*geteuid() {
					return BigInt((yield* ids()).cred.euid);
				},
				*getenv([k = '', other = null]) {
					return env.map.get(`s${str(k)}`)?.[1] ?? other;
				},
				*listdir([p = '.']) {
					return new List((yield* guard(readdir(str(p)), str(p))).map((e) => e.name));
				},
				*mkdir([p = '']) {
					yield* guard(mkdir(str(p)), str(p));
					return null;
				},
				*makedirs([p = ''], kw) {
					if (!kw.get('exist_ok') && (yield* exists(str(p)))) throw vm.osError(new Errno('EEXIST'), str(p));
					yield* guard(mkdirAll(str(p)), str(p));
					return null;
				},
				*remove([p = '']) {
					yield* guard(unlink(str(p)), str(p));
					return null;
				},
				*unlink([p = '']) {
					yield* guard(unlink(str(p)), str(p));
					return null;
				},
				*rmdir([p = '']) {
					yield* guard(rmdir(str(p)), str(p));
					return null;
				},
				*chdir([p = '']) {
					yield* guard(chdir(yield* vm.str(p)), str(p));
					return null;
				},
				*chmod([p = '', mode = 0n]) {
					yield* guard(chmod(yield* vm.str(p), Number(mode)), str(p));
					return null;
				},
				*getlogin() {
					return 'root';
				},
				*access([p = '', mode = 0n]) {
					try {
						yield* access(yield* vm.str(p), Number(mode));
						return true;
					} catch (e) {
						if (e instanceof Errno) return false;
						throw e;
					}
				},
				*stat([p = '']) {
					const name = yield* vm.str(p);
					const info = yield* guard(stat(name), name);
					const made = new Instance(new Class('stat_result', [vm.object], new Map(), 'os'));
					for (const [k, v] of Object.entries({
						st_size: info.size,
						st_mode: info.mode | (info.type === 'dir' ? 0o40000 : 0o100000),
						st_uid: info.uid,
						st_gid: info.gid
					}))
						made.names.set(k, BigInt(v));
					made.names.set('st_mtime', info.mtime / 1e6);
					return made;
				},
				*walk([top = '.']) {
					const rows: Value[] = [];
					const visit = function* (dir: string): Sys<void> {
						const all = yield* guard(readdir(dir), dir);
						const dirs = all.filter((e) => e.type === 'dir').map((e) => e.name);
						rows.push(new Tuple([dir, new List(dirs), new List(all.filter((e) => e.type !== 'dir').map((e) => e.name))]));
						for (const d of dirs) yield* visit(`${dir}/${d}`);
					};
					yield* visit(yield* vm.str(top));
					return new List(rows);
				},
				*fspath([p = '']) {
					return yield* vm.str(p);
				},
				*getloadavg() {
					return new Tuple([0.1, 0.1, 0.1]);
				},
				*putenv([k = '', v = '']) {
					env.map.set(`s${str(k)}`, [k, v]);
					return null;
				},
				*rename([a = '', b = '']) {
					yield* guard(rename(str(a), str(b)), str(a));
					return null;
				},
				*uname() {
					const { hostname } = yield* ids();
					const u = new Instance(new Class('uname_result', []));
					u.names.set('nodename', hostname);
					u.names.set('sysname', 'Linux');
					u.names.set('machine', 'x86_64');
					return u;
				},
				*kill([pid = 0n, n = 15n]) {
					yield* guard(kill(Number(pid), ({ 1: 'HUP', 2: 'INT', 9: 'KILL', 15: 'TERM', 10: 'USR1' } as Record<number, SignalName>)[Number(n)] ?? 'TERM'));
					return null;
				},
				*cpu_count() {
					return 2n;
				},
				*urandom([n = 16n]) {
					return new Bytes([...(yield* random(Number(n)))].map((b) => String.fromCharCode(b)).join(''));
				},
				*_exit([code = 0n]) {
					throw new Raised(vm.exception('SystemExit', [code]));
				},
				*system([command = '']) {
					yield* out.flush();
					const run = (yield* vm.importModule('_native')).names.get('run') ?? null;
					const done = yield* vm.invoke(run, [new List(['/bin/sh', '-c', command])], new Map());
					return done instanceof Tuple ? BigInt(Number(done.items[0]) * 256) : 0n;
				}
			},
			{ environ: env, path, name: 'posix', sep: '/', linesep: '\n', pathsep: ':' }
		);
	});
	return made;
}
