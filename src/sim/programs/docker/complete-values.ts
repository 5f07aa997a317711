// What completes the arguments and the flags' values of each command, as the real client registers it.
import type { Sys } from '../../engine/index.ts';
import { json } from './client/api.ts';
import type { Cli } from './cli.ts';
import { NO_FILES, NO_SPACE, type Completer, type Offer } from './command.ts';
import { containerNames } from './commands/container/common.ts';
import { contextNames } from './commands/context/names.ts';
import { imageNames } from './commands/image/common.ts';
import { networkNames } from './commands/network/common.ts';
import { volumeNames } from './commands/volume/common.ts';
import { capabilities, eventActions, eventTypes, logOptions, platforms, signals, ulimits } from './complete-words.ts';
import type { Flag } from './flags/flag.ts';
import { cut } from './opts/cut.ts';
import { commandAt, pathOf, type Place } from './tree.ts';

const list = (...words: readonly string[]): Completer =>
	function* () {
		return words;
	};
const nothing = list();
const open = (words: readonly string[], directive = NO_SPACE): Offer => ({ words, directive });
const before = (prefix: string, words: readonly string[]): string[] => words.map((word) => prefix + word);
const after = (words: readonly string[], suffix: string): string[] => words.map((word) => word + suffix);
const allContainers = containerNames(true);

interface DaemonInfo {
	readonly Name: string;
	readonly ID: string;
	readonly Plugins: Readonly<Record<string, readonly string[]>>;
}
const info = (cli: Cli): Sys<DaemonInfo> => json<DaemonInfo>(cli, 'GET', '/info');
const drivers = (kind: 'Log' | 'Volume'): Completer =>
	function* (cli) {
		return (yield* info(cli)).Plugins[kind] ?? [];
	};

/** "container:NAME", or one of the words. */
const namespace = (...words: readonly string[]): Completer =>
	function* (cli, args, flags, word) {
		if (word !== '' && 'container'.startsWith(word)) return open(['container:']);
		if (!word.startsWith('container:')) return ['container:', ...words];
		return before('container:', plain(yield* allContainers(cli, args, flags, word)));
	};
const plain = (offer: readonly string[] | Offer): readonly string[] => ('directive' in offer ? offer.words : offer);

const links: Completer = function* (cli, args, flags, word) {
	return open(after(plain(yield* allContainers(cli, args, flags, word)), ':'));
};
const environment: Completer = function* (cli) {
	return Object.keys(cli.env);
};
const logOpt: Completer = function* (_cli, _args, flags) {
	const known = logOptions[flags.text('log-driver')];
	return known ? open(after(known, '='), NO_SPACE | NO_FILES) : open(after([...new Set(Object.values(logOptions).flat())], '='));
};
const securityOpt: Completer = function* (_cli, _args, _flags, word) {
	if (word !== '' && 'apparmor='.startsWith(word)) return open(['apparmor=']);
	if (word !== '' && 'label'.startsWith(word)) return open(['label=']);
	if (word.startsWith('label=d')) return ['label=disable'];
	if (word.startsWith('label=')) return open(before('label=', ['disable', 'level:', 'role:', 'type:', 'user:']), NO_SPACE | NO_FILES);
	if (word.length > 1 && 'seccomp'.startsWith(word)) return open(['seccomp=']);
	if (word.startsWith('seccomp=')) return ['seccomp=unconfined'];
	return ['apparmor=', 'label=', 'no-new-privileges', 'seccomp=', 'systempaths=unconfined'];
};

const eventFilters: Readonly<Record<string, Completer>> = {
	container: allContainers,
	*daemon(cli) {
		const { Name, ID } = yield* info(cli);
		return [Name, ID];
	},
	event: list(...eventActions),
	image: imageNames,
	label: nothing,
	network: networkNames,
	node: nothing,
	scope: list('local', 'swarm'),
	type: list(...eventTypes),
	volume: volumeNames
};
const eventFilter: Completer = function* (cli, args, flags, word) {
	const [key, , found] = cut(word, '=');
	const values = found ? eventFilters[key] : undefined;
	if (!values) return open(after(Object.keys(eventFilters), '='), found ? NO_SPACE | NO_FILES : NO_SPACE);
	return before(`${key}=`, plain(yield* values(cli, args, flags, word)));
};

const creating: Readonly<Record<string, Completer>> = {
	attach: list('stderr', 'stdin', 'stdout'),
	'cap-add': list(...capabilities),
	'cap-drop': list(...capabilities),
	cgroupns: list('host', 'private'),
	env: environment,
	ipc: namespace('host', 'none', 'private', 'shareable'),
	link: links,
	'log-driver': drivers('Log'),
	'log-opt': logOpt,
	network: networkNames,
	pid: namespace('host'),
	pull: list('always', 'missing', 'never'),
	restart: list('no', 'always', 'on-failure', 'unless-stopped'),
	'security-opt': securityOpt,
	'stop-signal': list(...signals),
	*'storage-opt'() {
		return open(['size=']);
	},
	*ulimit() {
		return open(after(ulimits, '='));
	},
	userns: list('host'),
	uts: list('host'),
	'volume-driver': drivers('Volume'),
	'volumes-from': allContainers
};
const serviceWords: Readonly<Record<string, Completer>> = {
	env: environment,
	'env-add': environment,
	image: imageNames,
	mode: list('replicated', 'global', 'replicated-job', 'global-job'),
	network: networkNames,
	'network-add': networkNames,
	'restart-condition': list('none', 'on-failure', 'any'),
	'rollback-failure-action': list('pause', 'continue'),
	'rollback-order': list('start-first', 'stop-first'),
	'update-failure-action': list('pause', 'continue', 'rollback'),
	'update-order': list('start-first', 'stop-first')
};
/** By the command's path without "docker" and without the group of the short names. */
const flagValues: Readonly<Record<string, Readonly<Record<string, Completer>>>> = {
	docker: {
		context: function* (cli, args, flags, word) {
			return plain(yield* contextNames(cli, args, flags, word)).map((name) => name.split('\t')[0] ?? '');
		},
		'log-level': list('debug', 'info', 'warn', 'error', 'fatal', 'panic')
	},
	run: {
		...creating,
		*'detach-keys'() {
			return open(['ctrl-']);
		}
	},
	create: creating,
	exec: { env: environment },
	kill: { signal: list(...signals) },
	stop: { signal: list(...signals) },
	restart: { signal: list(...signals) },
	update: { restart: list('no', 'always', 'on-failure', 'unless-stopped') },
	events: { filter: eventFilter },
	inspect: { type: list('config', 'container', 'image', 'network', 'node', 'plugin', 'secret', 'service', 'task', 'volume') },
	'node update': { role: list('worker', 'manager'), availability: list('active', 'pause', 'drain') },
	'service create': serviceWords,
	'service update': serviceWords
};
const keyOf = (place: Place): string =>
	pathOf(place)
		.replace(/^docker /, '')
		.replace(/^(container (?!inspect)|image |system )/, '');

/** What completes a flag's value; undefined: file names. */
export function valuesOf(place: Place, flag: Flag): Completer | undefined {
	const key = keyOf(place);
	if (flag.name === 'platform') return list(...platforms);
	const known = flagValues[key]?.[flag.name];
	if (known || flag.name === 'env-file') return known;
	return /^(run|create|inspect|service .*|node (ls|ps|update))$/.test(key) ? nothing : undefined;
}

interface SwarmObject {
	readonly Spec?: { readonly Name?: string; readonly Labels?: Readonly<Record<string, string>> | null };
	readonly Description?: { readonly Hostname?: string };
}
const swarmNames = (path: string, name: (object: SwarmObject) => string | undefined, ...also: readonly string[]): Completer =>
	function* (cli) {
		const found = (yield* json<readonly SwarmObject[]>(cli, 'GET', path)).map(name).filter((one) => one !== undefined);
		return [...new Set(found), ...also];
	};
const specName = (object: SwarmObject): string | undefined => object.Spec?.Name;
const swarmArguments: readonly (readonly [commands: RegExp, completer: Completer])[] = [
	[/^node (demote|inspect|promote|ps|rm|update)$/, swarmNames('/nodes', (node) => node.Description?.Hostname, 'self')],
	[/^config (inspect|rm)$/, swarmNames('/configs', specName)],
	[/^secret (inspect|ls|rm)$/, swarmNames('/secrets', specName)],
	[/^service (inspect|logs|ps|rm|rollback|scale|update)$/, swarmNames('/services', specName)],
	[/^stack (deploy|ps|rm|services)$/, swarmNames('/services', (service) => service.Spec?.Labels?.['com.docker.stack.namespace'])],
	[/^checkpoint ls$/, containerNames(false)],
	[/^volume update$/, volumeNames]
];

/** Commands whose arguments are file names, or anything. */
const free =
	/^(bake|cp|context import|ls|images|import|logout|search|network prune|checkpoint rm|secret create|swarm join(-token)?|manifest .*|trust .*|plugin (disable|enable|inspect|install|push|rm|set|upgrade))$/;

/** What completes a command's arguments; undefined: its subcommands, or else file names. */
export function argumentsOf(place: Place): Completer | undefined {
	const command = commandAt(place);
	if (command.subs) return undefined;
	const key = keyOf(place);
	if (key === 'build' || key === 'builder build') return directories;
	if (command.complete) return command.complete;
	const swarm = swarmArguments.find(([commands]) => commands.test(key))?.[1];
	return swarm ?? (free.test(key) && pathOf(place) !== 'docker container ls' ? undefined : nothing);
}
const directories: Completer = function* () {
	return { words: [], directive: 16 };
};
