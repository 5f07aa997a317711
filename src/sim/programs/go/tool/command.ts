// go: the command. Its table of verbs, and those that are small: version, env, help, list, vet, run, install, clean, fmt's refusal.
// What is not modelled (tool, work, generate, telemetry, fix, doc, bug) answers as an unknown command does.
import { Errno, type Sys } from '../../../engine/index.ts';
import { exec, kill, mkdirAll, random, removeAll, sigaction, spawn, wait, write, type Context, type Program } from '../../../kernel/index.ts';
import { hex } from '../../../values/index.ts';
import { build, buildTo, check, flags, programName, targets, type Target } from './build.ts';
import { ensure, lookUpModule, moduleDir, buildList } from './fetch.ts';
import { buildCache, GoFailure, goPath, host, join, modCache, say, type Host } from './host.ts';
import { Loader } from './load.ts';
import { goGet, modDownload, modGraph, modInit, modTidy, modVerify } from './modules.ts';
import { goTest } from './test.ts';
import { helpText, modHelp } from './help.ts';

type Verb = (h: Host, args: readonly string[], context: Context) => Sys<number>;

function environment(h: Host): Record<string, string> {
	const { env } = h;
	return {
		AR: 'ar',
		CC: 'gcc',
		CGO_CFLAGS: '-O2 -g',
		CGO_ENABLED: env['CGO_ENABLED'] !== undefined && env['CGO_ENABLED'] !== '' ? env['CGO_ENABLED'] : h.cgo ? '1' : '0',
		CXX: 'g++',
		GO111MODULE: env['GO111MODULE'] ?? '',
		GOAMD64: 'v1',
		GOARCH: env['GOARCH'] ?? 'amd64',
		GOBIN: env['GOBIN'] ?? '',
		GOCACHE: buildCache(h),
		GOENV: `${join(env['HOME'] ?? '/root', '.config/go/env')}`,
		GOEXE: env['GOOS'] === 'windows' ? '.exe' : '',
		GOFLAGS: env['GOFLAGS'] ?? '',
		GOHOSTARCH: 'amd64',
		GOHOSTOS: 'linux',
		GOINSECURE: env['GOINSECURE'] ?? '',
		GOMOD: h.module ? join(h.module.dir, 'go.mod') : '/dev/null',
		GOMODCACHE: modCache(h),
		GONOPROXY: env['GONOPROXY'] ?? env['GOPRIVATE'] ?? '',
		GONOSUMDB: env['GONOSUMDB'] ?? env['GOPRIVATE'] ?? '',
		GOOS: env['GOOS'] ?? 'linux',
		GOPATH: goPath(h),
		GOPRIVATE: env['GOPRIVATE'] ?? '',
		GOPROXY: env['GOPROXY'] ?? 'https://proxy.golang.org,direct',
		GOROOT: '/usr/local/go',
		GOSUMDB: env['GOSUMDB'] ?? 'sum.golang.org',
		GOTMPDIR: env['GOTMPDIR'] ?? '',
		GOTOOLCHAIN: env['GOTOOLCHAIN'] ?? 'auto',
		GOTOOLDIR: '/usr/local/go/pkg/tool/linux_amd64',
		GOVERSION: `go${h.version}`,
		GOWORK: ''
	};
}
function* goEnv(h: Host, args: readonly string[]): Sys<number> {
	const all = environment(h);
	const names = args.filter((a) => !a.startsWith('-'));
	if (args.includes('-json'))
		yield* write(
			1,
			`{\n${Object.entries(all)
				.map(([k, v]) => `\t${JSON.stringify(k)}: ${JSON.stringify(v)}`)
				.join(',\n')}\n}\n`
		);
	else if (names.length > 0) yield* write(1, names.map((n) => `${all[n] ?? h.env[n] ?? ''}\n`).join(''));
	else
		yield* write(
			1,
			Object.entries(all)
				.map(([k, v]) => `${k}='${v}'\n`)
				.join('')
		);
	return 0;
}
function* list(h: Host, args: readonly string[]): Sys<number> {
	const { rest, more } = flags('list', args, h);
	if (more['m'] === 'true') {
		if (!h.module) throw new GoFailure("go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n");
		let out = `${h.module.mod.module}\n`;
		if (rest[0] === 'all')
			for (const one of [...(yield* buildList(h)).values()].sort((a, b) => (a.path < b.path ? -1 : 1))) out += `${one.path} ${one.version}\n`;
		yield* write(1, out);
		return 0;
	}
	for (const t of yield* targets(h, rest)) {
		const loader = new Loader(h);
		yield* loader.directory(t.dir, t.path, [], t.files);
		yield* write(1, `${t.path}\n`);
	}
	return 0;
}
function* vet(h: Host, args: readonly string[]): Sys<number> {
	const { rest } = flags('vet', args, h);
	let failed = 0;
	for (const t of yield* targets(h, rest)) {
		try {
			yield* check(h, t);
		} catch (e) {
			if (!(e instanceof GoFailure)) throw e;
			failed = 1;
			// vet stops at the first complaint of the type checker.
			const [head = '', first = ''] = e.text.split('\n');
			yield* say(head.startsWith('# ') ? `${head}\n${first.startsWith('\t') ? '' : 'vet: '}${first}\n` : e.text);
		}
	}
	return failed;
}
const temporary = function* (): Sys<string> {
	const bytes = yield* random(4);
	const n = [...bytes].reduce((sum, b) => sum * 256 + b, 0);
	return `/tmp/go-build${n}`;
};
/** Runs a built program with the command's own descriptors; answers as `go run` does. */
function* execute(path: string, argv: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	for (const name of ['INT', 'QUIT', 'TERM'] as const) yield* sigaction(name, name === 'TERM' ? 'catch' : 'ignore');
	const pid = yield* spawn({ path, argv, env });
	for (;;) {
		try {
			const status = yield* wait(pid);
			if (!status) continue;
			if ('exited' in status) {
				if (status.exited !== 0) yield* say(`exit status ${status.exited}\n`);
				return status.exited === 0 ? 0 : 1;
			}
			if ('signaled' in status) {
				yield* say(
					`signal: ${{ KILL: 'killed', TERM: 'terminated', INT: 'interrupt', HUP: 'hangup', QUIT: 'quit', SEGV: 'segmentation fault' }[status.signaled as 'KILL'] ?? status.signaled.toLowerCase()}\n`
				);
				return 1;
			}
		} catch (e) {
			if (!(e instanceof Errno) || e.code !== 'EINTR') throw e;
			// A signal to the command itself ends it; its child lives on, as the real one's does.
			yield* sigaction('TERM', 'default');
			yield* kill(0, 'TERM');
		}
	}
}
function* run(h: Host, args: readonly string[], context: Context): Sys<number> {
	const { options, rest } = flags('run', args, h);
	let n = 0;
	if (rest[0]?.endsWith('.go')) while (rest[n]?.endsWith('.go')) n++;
	else n = rest.length > 0 ? 1 : 0;
	if (n === 0) throw new GoFailure('go: no go files listed\n');
	const [target] = yield* targets(h, rest.slice(0, n));
	const dir = yield* temporary();
	const path = `${dir}/b001/exe/${programName(target as Target)}`;
	const loader = new Loader(h);
	yield* buildTo(h, target as Target, path, options, loader);
	if (loader.loaded.names.get((target as Target).path) !== 'main') throw new GoFailure(`package ${(target as Target).path} is not a main package\n`);
	const code = yield* execute(path, [path, ...rest.slice(n)], context.env);
	yield* removeAll(dir);
	return code;
}
function* install(h: Host, args: readonly string[]): Sys<number> {
	const { options, rest } = flags('install', args, h);
	const bin = h.env['GOBIN'] ?? `${goPath(h)}/bin`;
	const versioned = rest.filter((r) => r.includes('@'));
	if (versioned.length > 0) {
		for (const r of versioned) {
			const [path = '', query = 'latest'] = r.split('@');
			const one = yield* lookUpModule(h, path, query);
			if (!one) throw new GoFailure(`go: ${path}@${query}: module ${path}: no matching versions for query "${query}"\n`);
			yield* ensure(h, one.path, one.version);
			const own: Host = {
				...h,
				module: { dir: moduleDir(h, one.path, one.version), mod: { module: one.path, go: '1.20', toolchain: '', require: one.require, replace: [] } }
			};
			yield* buildTo(own, { path, dir: moduleDir(h, one.path, one.version), files: null }, `${bin}/${path.slice(path.lastIndexOf('/') + 1)}`, options);
		}
		return 0;
	}
	for (const t of yield* targets(h, rest)) yield* buildTo(h, t, join(bin, programName(t)), options);
	return 0;
}
function* clean(h: Host, args: readonly string[]): Sys<number> {
	if (args.includes('-cache')) yield* removeAll(buildCache(h));
	if (args.includes('-modcache')) yield* removeAll(modCache(h));
	yield* mkdirAll(buildCache(h));
	return 0;
}
function* mod(h: Host, args: readonly string[]): Sys<number> {
	const [verb = '', ...rest] = args;
	switch (verb) {
		case 'init':
			return yield* modInit(h, rest);
		case 'tidy':
			return yield* modTidy(h);
		case 'download':
			return yield* modDownload(h, rest);
		case 'verify':
			return yield* modVerify(h);
		case 'graph':
			return yield* modGraph(h);
		case '':
			throw new GoFailure(modHelp, 2);
	}
	throw new GoFailure(`go mod ${verb}: unknown command\nRun 'go help mod' for usage.\n`, 2);
}
const verbs: Readonly<Record<string, Verb>> = { build, run, install, test: goTest, vet, list, get: goGet, mod, env: goEnv, clean };

function* main(context: Context): Sys<number> {
	const [, verb = '', ...args] = context.argv;
	if (verb === '') {
		yield* say(helpText);
		return 2;
	}
	if (verb === 'help') {
		yield* write(1, args[0] === 'mod' ? modHelp : helpText);
		return 0;
	}
	const known = verbs[verb];
	if (!known && verb !== 'version') {
		yield* say(`go ${verb}: unknown command\nRun 'go help' for usage.\n`);
		return 2;
	}
	try {
		const h = yield* host(context, verb !== 'version' && !(verb === 'mod' && args[0] === 'init') && verb !== 'clean');
		if (verb === 'version') {
			yield* write(1, `go version go${h.version} linux/amd64\n`);
			return 0;
		}
		return known ? yield* known(h, args, context) : 2;
	} catch (e) {
		if (!(e instanceof GoFailure)) throw e;
		yield* say(e.text);
		return e.code;
	}
}
export const go: Program = { name: 'go', rss: 16 << 20, main };
export { exec, hex };
