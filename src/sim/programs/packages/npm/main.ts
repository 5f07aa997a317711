// npm and npx: a run from its words to its status. Commands are rows; what is no command is npm's "Unknown command".
// Leaves out publishing, accounts, organisations and workspaces: those commands end with npm's need of a login. Invariant: every run leaves its log.
import type { Sys } from '../../../engine/index.ts';
import {
	clock,
	compute,
	exists,
	isDirectory,
	readdir,
	readTextIfAny,
	removeAll,
	stat,
	write,
	writeFile,
	type Context,
	type Program
} from '../../../kernel/index.ts';
import { closeRegistry, registryOf } from './registry.ts';
import { cleanInstall, install, pruneCommand, uninstall, update } from './install.ts';
import { explain, fund, list, outdated } from './listing.ts';
import { init, pkg, version, view } from './manifest.ts';
import { readActual } from './lock.ts';
import { execute, listScripts, runScript } from './scripts.ts';
import { beginSession, endSession, join, NpmFailure, npmVersion, print, warn, type Npm } from './session.ts';
import { took } from './reify.ts';
import { known, overview, usageLines } from './usage.ts';

type Command = (npm: Npm) => Sys<number>;
const say = (text: (npm: Npm) => string): Command =>
	function* (npm) {
		yield* print(npm, `${text(npm)}\n`);
		return 0;
	};
const usage = (command: string, first?: string): NpmFailure =>
	new NpmFailure(['code EUSAGE', '', ...(first === undefined ? [] : [first, '']), ...usageLines(command)]);

const defaults: Readonly<Record<string, string>> = {
	registry: 'https://registry.npmjs.org/',
	audit: 'true',
	fund: 'true',
	'save-prefix': '^',
	'package-lock': 'true',
	loglevel: 'notice',
	'logs-max': '10',
	'fetch-retries': '2',
	omit: '',
	prefix: '/usr/local',
	'save-exact': 'false',
	yes: 'null',
	'update-notifier': 'true',
	global: 'false',
	'engine-strict': 'false',
	'ignore-scripts': 'false'
};

function* config(npm: Npm): Sys<number> {
	const [action = '', ...args] = npm.words;
	const value = (key: string): string =>
		key === 'cache'
			? npm.cache
			: key === 'prefix'
				? '/usr/local'
				: key === 'userconfig'
					? join(npm.home, '.npmrc')
					: key === 'globalconfig'
						? '/usr/local/etc/npmrc'
						: (npm.options.get(key) ?? defaults[key] ?? 'undefined');
	if (action === 'get' && args.length > 0) {
		yield* print(npm, args.map((key) => (args.length > 1 ? `${key}=${value(key)}\n` : `${value(key)}\n`)).join(''));
		return 0;
	}
	if (action === 'set' || action === 'delete') {
		const path = npm.options.get('location') === 'project' ? join(npm.prefix, '.npmrc') : join(npm.home, '.npmrc');
		const pairs = args.length === 2 && !(args[0] ?? '').includes('=') ? [`${args[0]}=${args[1]}`] : args;
		if (pairs.length === 0) throw usage('set');
		let lines = ((yield* readTextIfAny(path)) ?? '').split('\n').filter((line) => line !== '');
		for (const pair of pairs) {
			const key = pair.split('=')[0] ?? '';
			if (
				!(key in defaults) &&
				!/^(?:@.*:registry|\/\/|cache$|init|strict-ssl$|proxy$|https-proxy$|noproxy$|cafile$|color$|progress$|engine|legacy|script|prefer|node-options$|fetch)/.test(
					key
				)
			)
				throw new NpmFailure([`\`${key}\` is not a valid npm option`]);
			lines = lines.filter((line) => (line.split('=')[0] ?? '').trim() !== key);
			if (action === 'set') lines.push(pair);
		}
		yield* writeFile(path, lines.map((line) => `${line}\n`).join(''));
		return 0;
	}
	if (action === 'list' || action === 'ls' || action === '' || action === 'get') {
		yield* print(
			npm,
			`; node bin location = /usr/local/bin/node\n; node version = ${npm.node}\n; npm local prefix = ${npm.prefix}\n; npm version = ${npmVersion}\n; cwd = ${npm.cwd}\n; HOME = ${npm.home}\n; Run \`npm config ls -l\` to show all defaults.\n`
		);
		return 0;
	}
	throw usage('set');
}

function* cache(npm: Npm): Sys<number> {
	const [action = '', first] = npm.words;
	const place = `${npm.cache}/_cacache`;
	switch (action) {
		case 'clean':
		case 'clear':
		case 'rm':
			if (npm.options.get('force') !== 'true' && first === undefined)
				throw new NpmFailure([
					'As of npm@5, the npm cache self-heals from corruption issues',
					'  by treating integrity mismatches as cache misses.  As a result,',
					'  data extracted from the cache is guaranteed to be valid.  If you',
					'  want to make sure everything is consistent, use `npm cache verify`',
					'  instead.  Deleting the cache can only make npm go slower, and is',
					'  not likely to correct any problems you may be encountering!',
					'',
					"  On the other hand, if you're debugging an issue with the installer,",
					'  or race conditions that depend on the timing of writing to an empty',
					'  cache, you can use `npm install --cache /tmp/empty-cache` to use a',
					'  temporary cache instead of nuking the actual one.',
					'',
					"  If you're sure you want to delete the entire cache, rerun this command",
					'  with --force.'
				]);
			if (first === undefined) yield* removeAll(place);
			return 0;
		case 'verify': {
			const began = yield* clock();
			let [count, bytes] = [0, 0];
			const walk = function* (dir: string): Sys<void> {
				for (const one of yield* readdir(dir))
					if (one.type === 'dir') yield* walk(`${dir}/${one.name}`);
					else {
						count++;
						bytes += (yield* stat(`${dir}/${one.name}`)).size;
					}
			};
			if (yield* isDirectory(`${place}/content-v2`)) yield* walk(`${place}/content-v2`);
			const shown = npm.cache.startsWith(`${npm.home}/`) ? `~${npm.cache.slice(npm.home.length)}` : npm.cache;
			yield* print(
				npm,
				`Cache verified and compressed (${shown}/_cacache)\nContent verified: ${count} (${bytes} bytes)\nIndex entries: ${count}\nFinished in ${((yield* clock()) - began) / 1e6}s\n`
			);
			return 0;
		}
		case 'ls':
			return 0;
		case 'add':
			throw usage('cache', 'First argument to `add` is required');
	}
	throw usage('cache');
}
function* audit(npm: Npm): Sys<number> {
	const tree = yield* readActual(npm.prefix);
	if (!(yield* exists(join(npm.prefix, 'package-lock.json'))))
		throw new NpmFailure([
			'code ENOLOCK',
			'audit This command requires an existing lockfile.',
			'audit Try creating one first with: npm i --package-lock-only',
			'audit Original error: loadVirtual requires existing shrinkwrap file'
		]);
	if (npm.words[0] === 'fix')
		yield* print(
			npm,
			`\nup to date, audited ${tree.size + 1} package${tree.size === 0 ? '' : 's'} in ${took((yield* clock()) - npm.started)}\n\nfound 0 vulnerabilities\n`
		);
	else yield* print(npm, 'found 0 vulnerabilities\n');
	return 0;
}
function* ping(npm: Npm): Sys<number> {
	const began = yield* clock();
	yield* write(2, `npm notice PING ${registryOf(npm)}\n`);
	yield* view({ ...npm, words: ['ms', 'version'], silent: true });
	yield* write(2, `npm notice PONG ${Math.round(((yield* clock()) - began) / 1000)}ms\n`);
	return 0;
}
const login: Command = function* () {
	throw new NpmFailure([
		'code ENEEDAUTH',
		'need auth This command requires you to be logged in.',
		'need auth You need to authorize this machine using `npm adduser`'
	]);
};
const rootDir = (npm: Npm): string => (npm.global ? '/usr/local/lib/node_modules' : join(npm.prefix, 'node_modules'));

const commands: Readonly<Record<string, Command>> = {
	install,
	ci: cleanInstall,
	uninstall,
	update,
	prune: pruneCommand,
	dedupe: pruneCommand,
	ls: list,
	ll: list,
	outdated,
	explain,
	fund,
	pkg,
	version,
	init,
	view,
	config,
	get: (npm) => config({ ...npm, words: ['get', ...npm.words] }),
	set: (npm) => config({ ...npm, words: ['set', ...npm.words] }),
	cache,
	audit,
	ping,
	exec: execute,
	whoami: login,
	publish: login,
	profile: login,
	token: login,
	root: say(rootDir),
	prefix: say((npm) => (npm.global ? '/usr/local' : npm.prefix)),
	rebuild: say(() => 'rebuilt dependencies successfully'),
	*'run-script'(npm) {
		const [name, ...rest] = npm.words;
		return name === undefined ? yield* listScripts(npm) : yield* runScript(npm, name, [...rest, ...npm.rest]);
	},
	*help(npm) {
		yield* print(npm, overview(npm.home));
		return 0;
	},
	*'install-test'(npm) {
		const status = yield* install(npm);
		return status === 0 ? yield* runScript(npm, 'test', npm.rest) : status;
	},
	...Object.fromEntries(['start', 'test', 'stop', 'restart'].map((name) => [name, (npm: Npm) => runScript(npm, name, [...npm.words, ...npm.rest])]))
};

function* run(npm: Npm): Sys<number> {
	if (npm.options.get('version') === 'true') {
		yield* write(1, `${npmVersion}\n`);
		return 0;
	}
	if (npm.verb === '' || (npm.options.get('usage') === 'true' && !usageLines(npm.verb).length)) {
		yield* print(npm, overview(npm.home));
		return 1;
	}
	if (npm.options.get('usage') === 'true') {
		yield* print(npm, `${usageLines(npm.verb).join('\n')}\n`);
		return 0;
	}
	const command = commands[npm.verb];
	if (!command) {
		if (known.has(npm.verb)) return yield* login(npm);
		yield* print(npm, `Unknown command: "${npm.verb}"\n\nTo see a list of supported npm commands, run:\n  npm help\n`);
		return 1;
	}
	if (npm.options.get('force') === 'true') yield* warn(npm, '', 'using --force Recommended protections disabled.');
	return yield* command(npm);
}

function* start(context: Context, verb: string): Sys<number> {
	const npm = yield* beginSession(context, verb);
	yield* compute(180_000);
	try {
		const status = yield* run(npm);
		yield* closeRegistry(npm);
		return npm.verb === '' || npm.options.get('version') === 'true' ? status : yield* endSession(npm, status);
	} catch (error) {
		if (!(error instanceof NpmFailure)) throw error;
		yield* closeRegistry(npm);
		return yield* endSession(npm, error);
	}
}
export const npm: Program = { name: 'npm', rss: 50 << 20, main: (context) => start(context, '') };
export const npx: Program = { name: 'npx', rss: 50 << 20, main: (context) => start(context, 'exec') };
