// buildx's commands besides build: each a row with its flags, its arguments and its run. Texts follow buildx 0.24.0.
// Leaves out what builders of the docker-container driver would do once they are booted (driver.ts).
import type { Sys } from '../../engine/index.ts';
import { clock, isatty } from '../../kernel/index.ts';
import type { CacheRow } from '../../dockerd/index.ts';
import { bytesSize, formatGoTime, goDuration, humanDuration, humanSize, parseTime, tabulate } from '../../values/index.ts';
import { err, out } from '../docker/cli.ts';
import { Failure } from '../docker/failure.ts';
import { f, type Flag, type Flags } from '../docker/flags/flag.ts';
import { cacheUsage, pruneCache, worker } from './control.ts';
import {
	allInstances,
	checkName,
	currentName,
	findInstance,
	lastActivity,
	noteActivity,
	removeInstance,
	saveInstance,
	setCurrent,
	type Instance
} from './instances.ts';
import { bakeCommand } from './bake/index.ts';
import { helpColumns } from '../docker/help.ts';
import { Display } from './display.ts';
import { boot, builderOf, daemonFlags, needsNode, removeNode, statusOf, stopNode } from './driver.ts';
import { historyCommand } from './history/index.ts';
import { imagetoolsCommand } from './imagetools/index.ts';

type Env = Readonly<Record<string, string>>;
export interface BuildxCommand {
	readonly name: string;
	readonly use: string;
	readonly short: string;
	readonly aliases?: readonly string[];
	readonly flags: readonly Flag[];
	readonly args: { readonly least: number; readonly most: number };
	/** Shown in the group's help as one with commands of its own. */
	readonly subs?: readonly BuildxCommand[];
	/** Of these, those that help lists as groups of their own. */
	readonly management?: readonly (readonly [name: string, short: string])[];
	/** Its arguments are counted in cobra's words. */
	readonly plain?: true;
	/** A group without one shows its help. */
	readonly run?: (flags: Flags, args: readonly string[], env: Env, words: readonly string[]) => Sys<number>;
}
export const builder: readonly Flag[] = [
	f('string', 'builder', '', 'Override the configured builder instance'),
	f('bool', 'debug', 'D', 'Enable debug logging')
];
const debug: readonly Flag[] = [f('bool', 'debug', 'D', 'Enable debug logging')];
const any = { least: 0, most: 99 };

function* nameOf(flags: Flags, args: readonly string[], env: Env): Sys<string> {
	return args[0] ?? (flags.text('builder') || (yield* currentName(env)));
}
const utc = (us: number): string => formatGoTime(us, '2006-01-02 15:04:05 -0700 MST');

function* inspect(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const name = yield* nameOf(flags, args, env);
	const instance = yield* findInstance(env, name);
	if (flags.bool('bootstrap') && instance) yield* bootAlone(instance, env);
	const active = yield* lastActivity(env, name);
	const head: [string, string][] = [
		['Name:', name],
		['Driver:', instance?.driver ?? 'docker'],
		...(active === undefined ? [] : ([['Last Activity:', utc(active)]] as [string, string][]))
	];
	yield* out(columns(head) + '\nNodes:\n');
	if (instance) {
		yield* out(
			columns([
				['Name:', instance.node],
				['Endpoint:', instance.endpoint],
				['Status:', yield* statusOf(env, instance.node)],
				['BuildKit daemon flags:', daemonFlags]
			])
		);
		return 0;
	}
	const info = yield* worker(env);
	yield* out(
		columns([
			['Name:', 'default'],
			['Endpoint:', 'default'],
			['Status:', 'running'],
			['BuildKit version:', info.version],
			['Platforms:', info.platforms.join(', ')]
		])
	);
	yield* out(
		`Labels:\n${Object.entries(info.labels)
			.map(([key, value]) => ` ${key}: ${value}\n`)
			.join('')}`
	);
	for (const [i, rule] of info.gc.entries()) {
		const rows: [string, string][] = [[' All:', String(rule.all)]];
		if (rule.filter.length > 0) rows.push([' Filters:', rule.filter.join(' ')]);
		if (rule.keepDuration > 0) rows.push([' Keep Duration:', goDuration(rule.keepDuration / 1000)]);
		if (rule.reservedSpace > 0) rows.push([' Reserved Space:', bytesSize(rule.reservedSpace)]);
		if (rule.maxUsedSpace > 0) rows.push([' Max Used Space:', bytesSize(rule.maxUsedSpace)]);
		if (rule.minFreeSpace > 0) rows.push([' Min Free Space:', bytesSize(rule.minFreeSpace)]);
		yield* out(`GC Policy rule#${i}:\n${columns(rows)}`);
	}
	return 0;
}
const columns = (rows: readonly (readonly [string, string])[]): string =>
	tabulate(rows.map((row) => row.join('\t') + '\n').join(''), { minwidth: 0, tabwidth: 0, padding: 1, padchar: ' ' });

/** Platforms as `ls` shortens them: variants of one architecture are counted. */
function shortPlatforms(platforms: readonly string[]): string {
	const groups = new Map<string, number>();
	for (const platform of platforms) {
		const key = platform.split('/').slice(0, 2).join('/');
		groups.set(key, (groups.get(key) ?? 0) + 1);
	}
	return [...groups].map(([key, count]) => (count > 1 ? `${key} (+${count})` : key)).join(', ');
}
function* ls(_flags: Flags, _args: readonly string[], env: Env): Sys<number> {
	const current = yield* currentName(env);
	const info = yield* worker(env);
	const rows: string[][] = [['NAME/NODE', 'DRIVER/ENDPOINT', 'STATUS', 'BUILDKIT', 'PLATFORMS']];
	const star = (name: string): string => name + (name === current ? '*' : '');
	for (const one of yield* allInstances(env)) {
		rows.push([star(one.name), one.driver, '', '', '']);
		rows.push([` \\_ ${one.node}`, ` \\_ ${one.endpoint}`, yield* statusOf(env, one.node), '', '']);
	}
	rows.push([star('default'), 'docker', '', '', '']);
	rows.push([' \\_ default', ' \\_ default', 'running', info.version, shortPlatforms(info.platforms)]);
	yield* out(tabulate(rows.map((row) => row.join('\t') + '\n').join(''), { minwidth: 10, tabwidth: 1, padding: 3, padchar: ' ' }));
	return 0;
}

const usageHead = 'ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n';
const usageRow = (row: CacheRow, now: number): string =>
	`${(row.id + (row.mutable ? '*' : '')).padEnd(40)}\t${String(!row.inUse).padEnd(5)}\t${(humanSize(row.size) + (row.shared ? '*' : '')).padEnd(10)}\t${humanDuration(now - (parseTime(row.lastUsedAt) ?? now))} ago\n`;
const details = (row: CacheRow, now: number): string =>
	[
		`ID:\t\t${row.id}`,
		...(row.parent === '' ? [] : [`Parent:\t\t${row.parent}`]),
		`Created at:\t${formatGoTime(parseTime(row.createdAt) ?? 0, '2006-01-02 15:04:05.999999999 -0700 MST')}`,
		`Mutable:\t${row.mutable}`,
		`Reclaimable:\t${!row.inUse}`,
		`Shared:\t\t${row.shared}`,
		`Size:\t\t${humanSize(row.size)}`,
		`Description:\t${row.description}`,
		`Usage count:\t${row.usageCount}`,
		`Last used:\t${humanDuration(now - (parseTime(row.lastUsedAt) ?? now))} ago`,
		`Type:\t\t${row.type}`
	]
		.map((line) => line + '\n')
		.join('') + '\n';
const sum = (rows: readonly CacheRow[]): number => rows.reduce((total, row) => total + row.size, 0);

function* du(flags: Flags, _args: readonly string[], env: Env): Sys<number> {
	const other = yield* builderOf(flags, env);
	if (other) yield* needsNode(env, other);
	const wanted = flags.filters('filter');
	const rows = (yield* cacheUsage(env)).filter((row) => Object.entries(wanted).every(([key, values]) => key !== 'type' || values.includes(row.type)));
	const now = yield* clock();
	yield* out(flags.bool('verbose') ? rows.map((row) => details(row, now)).join('') : usageHead + rows.map((row) => usageRow(row, now)).join(''));
	const shared = rows.filter((row) => row.shared);
	const total = sum(rows);
	if (shared.length > 0) yield* out(`Shared:\t\t${humanSize(sum(shared))}\nPrivate:\t${humanSize(total - sum(shared))}\n`);
	yield* out(`Reclaimable:\t${humanSize(sum(rows.filter((row) => !row.inUse)))}\nTotal:\t\t${humanSize(total)}\n`);
	return 0;
}
function* prune(flags: Flags, _args: readonly string[], env: Env): Sys<number> {
	const other = yield* builderOf(flags, env);
	if (other) yield* needsNode(env, other);
	const gone = yield* pruneCache(env, flags.bool('all'));
	const now = yield* clock();
	if (gone.length > 0)
		yield* out(flags.bool('verbose') ? gone.map((row) => details(row, now)).join('') : usageHead + gone.map((row) => usageRow(row, now)).join(''));
	yield* out(`Total:\t${humanSize(sum(gone))}\n`);
	return 0;
}

function* rm(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const names = args.length > 0 ? args : flags.bool('all-inactive') ? (yield* allInstances(env)).map(({ name }) => name) : [''];
	let failed = false;
	for (const name of names) {
		try {
			if (name === '' || name === 'default') throw new Failure('context builder cannot be removed, run `docker context rm default` to remove this context');
			const found = yield* findInstance(env, name);
			if (found) yield* removeNode(env, found.node, { state: flags.bool('keep-state'), daemon: flags.bool('keep-daemon') });
			yield* removeInstance(env, name);
			yield* err(`${name} removed\n`);
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			yield* err(`failed to remove ${name}: ${e.text}\n`);
			failed = true;
		}
	}
	if (failed) throw new Failure('failed to remove one or more builders');
	return 0;
}
function* use(_flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const name = args[0] ?? '';
	if (name === '') throw new Failure('failed to find instance "": invalid name , name needs to start with a letter and may not contain symbols, except ._-');
	yield* setCurrent(env, name);
	return 0;
}
function* stop(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const found = yield* findInstance(env, yield* nameOf(flags, args, env));
	if (found) yield* stopNode(env, found.node);
	return 0;
}
/** Boots a builder by itself. Throws Failure. */
function* bootAlone(instance: Instance, env: Env): Sys<void> {
	const terminal = yield* isatty(2);
	const display = new Display(terminal ? 'tty' : 'plain', terminal ? yield* helpColumns() : 80, yield* clock());
	display.corner = '';
	let failure: Failure | undefined;
	try {
		yield* boot(display, instance, env);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		failure = error;
	}
	yield* display.finish(yield* clock());
	if (failure) throw failure;
}
function* create(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const driver = flags.text('driver') || 'docker-container';
	if (!['docker-container', 'kubernetes', 'remote'].includes(driver)) throw new Failure(`failed to find driver ${JSON.stringify(driver)}`);
	const all = yield* allInstances(env);
	const name = flags.text('name') || `builder${all.length}`;
	checkName(name);
	if (all.some((one) => one.name === name))
		throw new Failure(`existing instance for ${JSON.stringify(name)} but no append mode, specify the node name to make changes for existing instances`);
	yield* saveInstance(env, {
		name,
		driver,
		node: flags.text('node') || `${name}0`,
		endpoint: args[0] ?? (env['DOCKER_HOST'] || 'unix:///var/run/docker.sock')
	});
	yield* noteActivity(env, name);
	if (flags.bool('use')) yield* setCurrent(env, name);
	const made = flags.bool('bootstrap') ? yield* findInstance(env, name) : undefined;
	if (made) yield* bootAlone(made, env);
	yield* out(`${name}\n`);
	return 0;
}

const pruneFlags: readonly Flag[] = [
	f('bool', 'all', 'a', 'Include internal/frontend images'),
	...builder,
	f('filter', 'filter', '', 'Provide filter values (e.g., "until=24h")'),
	f('bool', 'force', 'f', 'Do not prompt for confirmation'),
	f('bytes', 'max-used-space', '', 'Maximum amount of disk space allowed to keep for cache'),
	f('bytes', 'min-free-space', '', 'Target amount of free disk space after pruning'),
	f('bytes', 'reserved-space', '', 'Amount of disk space always allowed to keep for cache'),
	f('bool', 'verbose', '', 'Provide a more verbose output')
];

/** The rows. */
export const commands: readonly BuildxCommand[] = [
	{
		name: 'inspect',
		use: 'inspect [NAME]',
		short: 'Inspect current builder instance',
		flags: [f('bool', 'bootstrap', '', 'Ensure builder has booted before inspecting'), ...builder],
		args: { least: 0, most: 1 },
		run: inspect
	},
	{
		name: 'ls',
		use: 'ls',
		short: 'List builder instances',
		flags: [...debug, f('string', 'format', '', 'Format the output', { def: 'table' }), f('bool', 'no-trunc', '', "Don't truncate output")],
		args: { least: 0, most: 0 },
		run: ls
	},
	{
		name: 'du',
		use: 'du',
		short: 'Disk usage',
		flags: [...builder, f('filter', 'filter', '', 'Provide filter values'), f('bool', 'verbose', '', 'Provide a more verbose output')],
		args: { least: 0, most: 0 },
		run: du
	},
	{ name: 'prune', use: 'prune', short: 'Remove build cache', flags: pruneFlags, args: { least: 0, most: 0 }, run: prune },
	{
		name: 'rm',
		use: 'rm [OPTIONS] [NAME...]',
		short: 'Remove one or more builder instances',
		flags: [
			f('bool', 'all-inactive', '', 'Remove all inactive builders'),
			...builder,
			f('bool', 'force', 'f', 'Do not prompt for confirmation'),
			f('bool', 'keep-daemon', '', 'Keep the BuildKit daemon running'),
			f('bool', 'keep-state', '', 'Keep BuildKit state')
		],
		args: any,
		run: rm
	},
	{
		name: 'use',
		use: 'use [OPTIONS] NAME',
		short: 'Set the current builder instance',
		flags: [...builder, f('bool', 'default', '', 'Set builder as default for current context'), f('bool', 'global', '', 'Builder persists context changes')],
		args: { least: 0, most: 1 },
		run: use
	},
	{ name: 'stop', use: 'stop [NAME]', short: 'Stop builder instance', flags: builder, args: { least: 0, most: 1 }, run: stop },
	{
		name: 'create',
		use: 'create [OPTIONS] [CONTEXT|ENDPOINT]',
		short: 'Create a new builder instance',
		flags: [
			f('bool', 'append', '', 'Append a node to builder instead of changing it'),
			f('bool', 'bootstrap', '', 'Boot builder after creation'),
			f('string', 'buildkitd-config', '', 'BuildKit daemon config file'),
			f('string', 'buildkitd-flags', '', 'BuildKit daemon flags'),
			...debug,
			f('string', 'driver', '', 'Driver to use (available: "docker-container", "kubernetes", "remote")'),
			f('stringArray', 'driver-opt', '', 'Options for the driver'),
			f('bool', 'leave', '', 'Remove a node from builder instead of changing it'),
			f('string', 'name', '', 'Builder instance name'),
			f('string', 'node', '', 'Create/modify node with given name'),
			f('stringArray', 'platform', '', 'Fixed platforms for current node'),
			f('bool', 'use', '', 'Set the current builder instance')
		],
		args: { least: 0, most: 1 },
		run: create
	},
	bakeCommand,
	imagetoolsCommand,
	historyCommand
];
