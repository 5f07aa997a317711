// Scripts of package.json: run-script with pre and post, test, start, stop, restart, the list of them, and npm exec (npx).
// Leaves out workspaces and `npm run` with a glob. Invariant: a signal to npm reaches the script; its status is npm's.
import { Errno, type Sys } from '../../../engine/index.ts';
import { exists, kill, lookPath, mkdirAll, sigaction, signals, spawn, wait, write, writeFile } from '../../../kernel/index.ts';
import { digest } from '../../../values/index.ts';
import { readActual } from './lock.ts';
import { packument, pick } from './registry.ts';
import { putOnDisk } from './reify.ts';
import { join, NpmFailure, npmVersion, print, readManifest, readRecord, record, strings, type Json, type Npm } from './session.ts';
import { complete, prune, type Tree } from './tree.ts';

const idOf = (project: Json): string =>
	typeof project['name'] === 'string' && project['name'] !== '' ? `${project['name']}@${typeof project['version'] === 'string' ? project['version'] : ''}` : '';

/** Directories of commands: node_modules/.bin here and in every directory above. */
function pathOf(npm: Npm, dir: string): string {
	const all: string[] = [];
	for (let at = dir; ; at = at.slice(0, Math.max(1, at.lastIndexOf('/')))) {
		all.push(join(at, 'node_modules/.bin'));
		if (at === '/') break;
	}
	return [...all, '/usr/local/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin', npm.env['PATH'] ?? ''].join(':');
}
const quote = (word: string): string => (/^[A-Za-z0-9_/.:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** Runs a command line in the project's shell, as the script `event`; answers its status. */
function* shell(npm: Npm, command: string, project: Json, event: string, dir: string): Sys<number> {
	const sh = (yield* lookPath('sh', npm.env['PATH'] ?? '')) ?? '/bin/sh';
	const child = yield* spawn({
		path: sh,
		argv: ['sh', '-c', command],
		env: {
			...npm.env,
			npm_command: npm.verb,
			npm_config_cache: npm.cache,
			npm_config_user_agent: `npm/${npmVersion} node/${npm.node} linux x64 workspaces/false`,
			npm_execpath: '/usr/local/lib/node_modules/npm/bin/npm-cli.js',
			npm_lifecycle_event: event,
			npm_lifecycle_script: command,
			npm_node_execpath: '/usr/local/bin/node',
			npm_package_json: join(dir, 'package.json'),
			npm_package_name: String(project['name'] ?? ''),
			npm_package_version: String(project['version'] ?? ''),
			INIT_CWD: npm.cwd,
			NODE: '/usr/local/bin/node',
			PATH: pathOf(npm, dir)
		},
		cwd: dir
	});
	for (const name of ['TERM', 'INT'] as const) yield* sigaction(name, 'catch');
	for (;;) {
		try {
			const ended = yield* wait(child);
			if (ended && 'exited' in ended) return ended.exited;
			if (ended && 'signaled' in ended) return 1;
		} catch (error) {
			if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
			for (const name of yield* signals()) yield* kill(child, name);
		}
	}
}
/** Runs those of `events` that the project has; stops at the first that fails. `args` go to the script of the first word. */
export function* runScripts(npm: Npm, project: Json, events: readonly string[], args: readonly string[], main = ''): Sys<number> {
	const scripts = strings(project['scripts']);
	for (const event of events) {
		const command = scripts[event];
		if (command === undefined || command === '') continue;
		const words = event === main ? args : [];
		const id = idOf(project);
		yield* print(npm, `\n> ${id === '' ? '' : `${id} `}${event}\n> ${command.trim().replaceAll('\n', '\n> ')}${words.length ? ` ${words.join(' ')}` : ''}\n\n`);
		const status = yield* shell(npm, [command, ...words.map(quote)].join(' '), project, event, npm.prefix);
		if (status !== 0) return status;
	}
	return 0;
}

/** `npm run NAME`, `npm start`, `npm test` … */
export function* runScript(npm: Npm, event: string, args: readonly string[]): Sys<number> {
	const project = yield* readManifest(npm);
	const scripts = { ...strings(project['scripts']) };
	if (event === 'restart' && scripts['restart'] === undefined) scripts['restart'] = 'npm stop --if-present && npm start';
	if (event === 'env' && scripts['env'] === undefined) scripts['env'] = 'env';
	if (event === 'start' && scripts['start'] === undefined && (yield* exists(join(npm.prefix, 'server.js')))) scripts['start'] = 'node server.js';
	if (scripts[event] === undefined) {
		if (npm.options.get('if-present') === 'true') return 0;
		const near = Object.keys(scripts).filter((name) => distance(event, name) < event.length * 0.4 && !['stop', 'start', 'test', 'restart'].includes(name));
		const hint = near.length
			? [
					'',
					near.length === 1 ? 'Did you mean this?' : 'Did you mean one of these?',
					...near.slice(0, 3).map((name) => `  npm run ${name} # run the "${name}" package script`)
				]
			: [];
		throw new NpmFailure([`Missing script: "${event}"`, ...hint, '', 'To see a list of scripts, run:', '  npm run']);
	}
	const around = npm.options.get('ignore-scripts') === 'true' ? [event] : [`pre${event}`, event, `post${event}`];
	return yield* runScripts(npm, { ...project, scripts }, around, args, event);
}
/** Levenshtein's distance. */
function distance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_x, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
		row = next;
	}
	return row[b.length] ?? 0;
}

const lifecycle = ['install', 'publish', 'restart', 'start', 'stop', 'test', 'uninstall', 'version'].flatMap((name) => [`pre${name}`, name, `post${name}`]);
/** `npm run` alone. */
export function* listScripts(npm: Npm): Sys<number> {
	const project = yield* readManifest(npm);
	const all = Object.entries(strings(project['scripts']));
	if (all.length === 0) return 0;
	const show = (rows: readonly [string, string][]): string => rows.map(([name, text]) => `  ${name}\n    ${text}\n`).join('');
	const own = all.filter(([name]) => lifecycle.includes(name));
	const rest = all.filter(([name]) => !lifecycle.includes(name));
	const id = idOf(project) || 'undefined';
	yield* print(
		npm,
		(own.length ? `Lifecycle scripts included in ${id}:\n${show(own)}` : '') +
			(rest.length
				? `${own.length ? '' : `Scripts available in ${id} via \`npm run-script\`:\n`}${own.length ? 'available via `npm run-script`:\n' : ''}${show(rest)}`
				: '')
	);
	return 0;
}

/** `npx NAME args…`, `npm exec NAME -- args…`: a command of the project, of the system, or of a package brought for it. */
export function* execute(npm: Npm): Sys<number> {
	const [first = '', ...args] = [...npm.words, ...npm.rest];
	if (npm.options.has('call')) return yield* shell(npm, npm.options.get('call') ?? '', {}, 'npx', npm.cwd);
	if (first === '') return yield* shell(npm, 'sh', {}, 'npx', npm.cwd);
	const at = first.indexOf('@', 1);
	const [name, range] = at < 0 ? [first, ''] : [first.slice(0, at), first.slice(at + 1)];
	const wantedPackage = npm.options.get('package');
	const local = join(npm.prefix, `node_modules/.bin/${name}`);
	const line = (path: string): string => [path, ...args].map(quote).join(' ');
	if (range === '' && wantedPackage === undefined && (yield* exists(local)))
		return yield* shell(npm, line(name), {}, 'npx', npm.prefix === npm.cwd ? npm.cwd : npm.cwd);
	const spec = wantedPackage ?? first;
	const cut = spec.indexOf('@', 1);
	const [own, wanted] = cut < 0 ? [spec, ''] : [spec.slice(0, cut), spec.slice(cut + 1)];
	if (range === '' && wantedPackage === undefined && (yield* exists(`/usr/local/lib/node_modules/${name}/package.json`)))
		return yield* shell(npm, line(name), {}, 'npx', npm.cwd);
	const one = pick(yield* packument(npm, own, wanted), wanted);
	const root = `${npm.cache}/_npx/${digest(`${own}@${wanted}`).slice(7, 23)}`;
	const have = record((yield* readRecord(`${root}/node_modules/${own}/package.json`)) ?? {});
	if (have['version'] !== one.version) {
		const yes = npm.options.get('yes');
		if (yes === 'false') throw new NpmFailure([`canceled`]);
		if (yes !== 'true') yield* write(2, `npm warn exec The following package was not found and will be installed: ${one.name}@${one.version}\n`);
		const project: Json = { dependencies: { [own]: `^${one.version}` } };
		const tree: Tree = new Map([[`node_modules/${own}`, { path: `node_modules/${own}`, name: own, manifest: one }]]);
		yield* complete(
			tree,
			project,
			(n, r) => packument(npm, n, r),
			(of, r) => pick(of, r)
		);
		prune(tree, project);
		yield* mkdirAll(root);
		yield* putOnDisk(npm, root, tree, yield* readActual(root));
		yield* writeFile(`${root}/package.json`, `{\n  "dependencies": {\n    "${own}": "^${one.version}"\n  }\n}\n`);
	}
	const commands = Object.keys(one.bin);
	const command = wantedPackage === undefined ? (commands.length === 1 ? commands[0] : commands.find((each) => each === own.replace(/^@[^/]*\//, ''))) : name;
	if (command === undefined) throw new NpmFailure(['could not determine executable to run']);
	return yield* shell({ ...npm, env: { ...npm.env, PATH: `${root}/node_modules/.bin:${npm.env['PATH'] ?? ''}` } }, line(command), {}, 'npx', npm.cwd);
}
