// A stage's instructions applied one after the other: the image's configuration, its history, and the steps that make layers.
// Follows dockerfile2llb's dispatch. Left out: RUN --security, COPY --parents, ADD of git.
// Invariant: pure; errors are BuildFailure with the instruction's lines.
import { expandWord, expandWords, parseCommand, parseLines, BuildFailure, type Command, type RunMount } from '../../values/dockerfile/index.ts';
import { goQuote, parseGoDuration } from '../../values/index.ts';
import type { ImageConfig, RunConfig } from '../../oci/index.ts';
import { looksSecret } from './lint.ts';
import { flagOf, type Plan, type PlannedStage } from './plan.ts';
import type { SolveRequest, Warning } from './protocol.ts';

type Config = { -readonly [K in keyof RunConfig]: RunConfig[K] };
export interface Entry {
	readonly text: string;
	readonly layer: boolean;
}
export type Step = { readonly title: string; readonly command: Command } & (
	| {
			readonly kind: 'run';
			readonly args: readonly string[];
			readonly env: readonly string[];
			readonly cwd: string;
			readonly user: string;
			readonly mounts: readonly RunMount[];
			readonly network: string;
	  }
	| { readonly kind: 'workdir'; readonly path: string }
	| {
			readonly kind: 'copy';
			readonly sources: readonly string[];
			readonly inline: readonly { readonly name: string; readonly data: string }[];
			readonly dest: string;
			readonly chown: string;
			readonly chmod: string;
			readonly unpack: boolean;
			/** Of a downloaded file. */
			readonly checksum: string;
			readonly from: number | string | undefined;
	  }
);
export interface StageState {
	readonly config: Config;
	/** Entries of this stage and those it begins with, without the base image's. */
	readonly entries: readonly Entry[];
	readonly steps: readonly Step[];
	readonly args: ReadonlyMap<string, string>;
	readonly warnings: readonly Warning[];
	/** Title of its FROM. */
	readonly fromPrefix: string;
}

const proxies = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'FTP_PROXY', 'ftp_proxy', 'NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy'];
const list = (words: readonly string[]): string => `[${words.map(goQuote).join(' ')}]`;

/** path.Join(workdir, path), keeping a slash at the end. */
export function joinPath(workdir: string, path: string): string {
	const out: string[] = [];
	for (const part of (path.startsWith('/') ? path : `${workdir}/${path}`).split('/')) {
		if (part === '..') out.pop();
		else if (part !== '' && part !== '.') out.push(part);
	}
	return '/' + out.join('/') + (/(^|\/)\.?$/.test(path) && out.length > 0 ? '/' : '');
}
const setEnv = (env: readonly string[] | undefined, name: string, value: string): string[] => {
	const out = [...(env ?? [])];
	const at = out.findIndex((entry) => entry.startsWith(name + '='));
	if (at < 0) out.push(`${name}=${value}`);
	else out[at] = `${name}=${value}`;
	return out;
};
const summary = (data: string): string => {
	const lines = data.trim().split('\n');
	return (lines[0] ?? '') + (lines.length > 1 ? '...' : '');
};

export function dispatchStage(
	planned: PlannedStage,
	plan: Plan,
	base: ImageConfig | undefined,
	parent: StageState | undefined,
	request: SolveRequest,
	escape: string
): StageState {
	const config: Config = { ...(parent?.config ?? base?.config) };
	const args = new Map<string, string>(parent?.args ?? []);
	const entries: Entry[] = [...(parent?.entries ?? [])];
	const steps: Step[] = [];
	const warnings: Warning[] = [];
	const triggers = (config.OnBuild ?? []).map((text) => parseCommand(parseLines(text).nodes[0] ?? failNode()));
	delete config.OnBuild;
	const commands = [...triggers, ...planned.stage.commands];
	const counted = commands.filter((command) => ['run', 'copy', 'add', 'workdir'].includes(command.kind)).length;
	const total = counted + (planned.parent === undefined && planned.base !== 'scratch' ? 1 : 0);
	let index = total - counted;
	const prefix = (n: number): string => `[${plan.several ? planned.shown + ' ' : ''}${String(n).padStart(String(total).length)}/${total}] `;
	let cmdLine: Command | undefined;
	let entryLine: Command | undefined;
	let workdirSet = parent !== undefined || (config.WorkingDir ?? '') !== '';
	for (const command of commands) {
		const env = new Map(args);
		for (const entry of config.Env ?? []) env.set(entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1));
		const fail = (message: string): BuildFailure => new BuildFailure(message, command.start, command.end);
		const warn = (rule: string, text: string, at: Command = command): void => void warnings.push({ rule, text, start: at.start, end: at.end });
		const seen = (name: string, set: boolean): void => void (set ? 0 : warn('UndefinedVar', `Usage of undefined variable '$${name}'`));
		const word = (text: string): string => {
			try {
				return expandWord(text, { env, escape, seen });
			} catch (error) {
				if (error instanceof BuildFailure) throw fail(`failed to process ${JSON.stringify(text)}: ${error.message}`);
				throw error;
			}
		};
		const title = (text: string): string => {
			let shown = text;
			try {
				shown = expandWord(text, { env, escape, raw: true, keepUnset: true });
			} catch (error) {
				if (!(error instanceof BuildFailure)) throw error;
			}
			return prefix(++index) + shown.replace(/^\S+/, (name) => name.toUpperCase());
		};
		const note = (text: string, layer = false): void => void entries.push({ text, layer });
		const shell = config.Shell ?? ['/bin/sh', '-c'];
		const line = (c: { readonly args: readonly string[]; readonly shell: boolean }): string[] => (c.shell ? [...shell, c.args.join(' ')] : [...c.args]);
		const advise = (): void => {
			if (config.Shell === undefined)
				warn('JSONArgsRecommended', `JSON arguments recommended for ${command.name} to prevent unintended behavior related to OS signals`);
		};
		switch (command.kind) {
			case 'env':
			case 'label': {
				const what = command.kind.toUpperCase();
				if (command.legacy) warn('LegacyKeyValueFormat', `"${what} key=value" should be used instead of legacy "${what} key value" format`);
				const pairs = command.pairs.map(([name, value]) => [word(name), word(value)] as const);
				for (const [name, value] of pairs) {
					if (command.kind === 'label') config.Labels = { ...config.Labels, [name]: value };
					else {
						if (looksSecret(name)) warn('SecretsUsedInArgOrEnv', `Do not use ARG or ENV instructions for sensitive data (ENV ${JSON.stringify(name)})`);
						config.Env = setEnv(config.Env, name, value);
					}
				}
				note(`${what} ${pairs.map(([name, value]) => `${name}=${value}`).join(' ')}`);
				break;
			}
			case 'arg': {
				const shown: string[] = [];
				for (const arg of command.args) {
					if (looksSecret(arg.name)) warn('SecretsUsedInArgOrEnv', `Do not use ARG or ENV instructions for sensitive data (ARG ${JSON.stringify(arg.name)})`);
					const given = request.buildArgs[arg.name];
					const value = given ?? (arg.value === undefined ? plan.metaArgs.get(arg.name) : word(arg.value));
					if (value !== undefined) args.set(arg.name, value);
					shown.push(value === undefined ? arg.name : `${arg.name}=${value}`);
				}
				note('ARG ' + shown.join(' '));
				break;
			}
			case 'run': {
				const [file] = command.files;
				const script = command.shell && /^<<-?["']?[A-Za-z_][\w.-]*["']?$/.test(command.args[0] ?? '');
				const mounts = command.mounts.map((mount): RunMount => {
					const at = word(mount.target) || (mount.type === 'secret' ? `/run/secrets/${mount.id}` : '');
					if (at === '' && mount.type !== 'ssh' && mount.env === '') throw fail(`invalid mount target ${JSON.stringify('/')}`);
					const target = joinPath(config.WorkingDir || '/', at).replace(/(.)\/$/, '$1');
					if (target === '/' && mount.type !== 'ssh' && mount.env === '') throw fail(`invalid mount target ${JSON.stringify(target)}`);
					return { ...mount, target, source: word(mount.source), id: word(mount.id) || (mount.type === 'cache' ? target : baseOf(target)) };
				});
				const words = file
					? script
						? [...shell, file.data.replace(/\n$/, '') + '\n']
						: [...shell, [command.args[0] ?? '', ...command.files.map((f) => f.data + f.name)].join('\n')]
					: line(command);
				const used = [...args].filter(([name]) => !proxies.includes(name));
				const shown = title(command.original + (file && script ? ` (${summary(file.data)})` : ''));
				const all = [
					...(config.Env ?? []),
					...[...args].filter(([name]) => !(config.Env ?? []).some((entry) => entry.startsWith(name + '='))).map(([name, value]) => `${name}=${value}`)
				];
				steps.push({
					kind: 'run',
					title: shown,
					command,
					args: words,
					env: all,
					cwd: config.WorkingDir || '/',
					user: config.User ?? '',
					mounts,
					network: flagOf(command, 'network') || request.network
				});
				const before = used.length > 0 ? `|${used.length} ${used.map(([name, value]) => `${name}=${value}`).join(' ')} ` : '';
				note(`RUN ${before}${words.join(' ')} # buildkit`, true);
				break;
			}
			case 'copy':
			case 'add': {
				const shown = title(command.original);
				const dest = word(command.dest);
				const inlineNames = command.files.map((f) => f.name);
				const plain = command.sources.filter(
					(source) => !/^<<-?["']?/.test(source) || !inlineNames.includes(source.replace(/^<<-?["']?/, '').replace(/["']$/, ''))
				);
				const sources = plain.map(word);
				const chown = word(flagOf(command, 'chown'));
				const chmod = word(flagOf(command, 'chmod'));
				if (chmod !== '' && !/^[0-7]{3,4}$/.test(chmod)) throw fail(`invalid chmod parameter: '${chmod}'. it should be octal string and between 0 and 07777`);
				if (sources.length + command.files.length > 1 && !dest.endsWith('/') && sources.some((source) => /^https?:/.test(source)))
					throw fail('When using ADD with more than one source file, the destination must be a directory and end with a /');
				const inline = command.files.map((file) => ({ name: file.name, data: file.expand ? expandKeepingQuotes(file.data, env, escape, seen) : file.data }));
				const target = joinPath(config.WorkingDir || '/', dest);
				steps.push({
					kind: 'copy',
					title: shown,
					command,
					sources,
					inline,
					dest: target,
					chown,
					chmod,
					unpack: command.kind === 'add',
					checksum: flagOf(command, 'checksum'),
					from: planned.froms.get(command)
				});
				const flags = (chown === '' ? '' : ` --chown=${chown}`) + (chmod === '' ? '' : ` --chmod=${chmod}`);
				note(`${command.kind.toUpperCase()}${flags} ${[...command.files.map((f) => `<<${f.name}`), ...sources].join(' ')} ${dest} # buildkit`, true);
				break;
			}
			case 'workdir': {
				const shown = title(command.original);
				const value = word(command.value);
				if (!value.startsWith('/') && !workdirSet)
					warn('WorkdirRelativePath', `Relative workdir ${JSON.stringify(value)} can have unexpected results if the base image changes`);
				workdirSet = true;
				config.WorkingDir = joinPath(config.WorkingDir || '/', value).replace(/(.)\/$/, '$1');
				steps.push({ kind: 'workdir', title: shown, command, path: config.WorkingDir });
				note(`WORKDIR ${config.WorkingDir}`, true);
				break;
			}
			case 'user':
				config.User = word(command.value);
				note('USER ' + config.User);
				break;
			case 'stopsignal':
				config.StopSignal = word(command.value);
				note('STOPSIGNAL ' + config.StopSignal);
				break;
			case 'maintainer':
				note('MAINTAINER ' + command.value);
				break;
			case 'expose': {
				const ports = command.values.flatMap((value) => expandWords(value, { env, escape, seen }));
				const keys = ports.map((port) => {
					const match = /^(?:.*:)?([^/:]*)(?:\/(.*))?$/.exec(port);
					const [number = '', proto = 'tcp'] = [match?.[1], match?.[2]];
					if (!/^\d+(-\d+)?$/.test(number)) throw fail(`invalid containerPort: ${number}`);
					if (proto !== proto.toLowerCase()) warn('ExposeProtoCasing', `Defined protocol '${port}' in EXPOSE instruction should be lowercase`);
					if (!['tcp', 'udp', 'sctp'].includes(proto.toLowerCase())) throw fail(`invalid proto: ${proto}`);
					return `${number}/${proto.toLowerCase()}`;
				});
				config.ExposedPorts = Object.fromEntries([...new Set([...Object.keys(config.ExposedPorts ?? {}), ...keys])].sort().map((key) => [key, {}]));
				note(`EXPOSE [${keys.join(' ')}]`);
				break;
			}
			case 'volume': {
				const volumes = command.values.map(word);
				config.Volumes = Object.fromEntries([...new Set([...Object.keys(config.Volumes ?? {}), ...volumes])].sort().map((key) => [key, {}]));
				note(`VOLUME [${volumes.join(' ')}]`);
				break;
			}
			case 'shell':
				config.Shell = command.values;
				note(`SHELL [${command.values.join(' ')}]`);
				break;
			case 'cmd':
				if (cmdLine)
					warn(
						'MultipleInstructionsDisallowed',
						'Multiple CMD instructions should not be used in the same stage because only the last one will be used',
						cmdLine
					);
				if (command.shell) advise();
				cmdLine = command;
				config.Cmd = line(command);
				note('CMD ' + list(config.Cmd));
				break;
			case 'entrypoint':
				if (entryLine)
					warn(
						'MultipleInstructionsDisallowed',
						'Multiple ENTRYPOINT instructions should not be used in the same stage because only the last one will be used',
						entryLine
					);
				if (command.shell) advise();
				entryLine = command;
				config.Entrypoint = line(command);
				if (!cmdLine) delete config.Cmd;
				note('ENTRYPOINT ' + list(config.Entrypoint));
				break;
			case 'healthcheck': {
				const us = (name: string): number => (flagOf(command, name) === '' ? 0 : parseGoDuration(flagOf(command, name)) * 1000);
				const times = { Interval: us('interval'), Timeout: us('timeout'), StartPeriod: us('start-period'), StartInterval: us('start-interval') };
				const retries = Number(flagOf(command, 'retries') || '0');
				config.Healthcheck = {
					Test: command.test,
					...Object.fromEntries(Object.entries(times).filter(([, value]) => value > 0)),
					...(retries > 0 ? { Retries: retries } : {})
				};
				const shown = (name: string): string => goQuote(flagOf(command, name) || '0s');
				note(
					`HEALTHCHECK &{${list(command.test)} ${shown('interval')} ${shown('timeout')} ${shown('start-period')} ${shown('start-interval')} '\\x${retries.toString(16).padStart(2, '0')}'}`
				);
				break;
			}
			case 'onbuild':
				config.OnBuild = [...(config.OnBuild ?? []), command.trigger];
				note('ONBUILD ' + command.trigger);
				break;
		}
	}
	return { config, entries, steps, args, warnings, fromPrefix: prefix(1) };
}
const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const failNode = (): never => {
	throw new BuildFailure('unexpected empty ONBUILD trigger');
};
/** A here document's variables: quotes in it are text. */
function expandKeepingQuotes(text: string, env: ReadonlyMap<string, string>, escape: string, seen: (name: string, set: boolean) => void): string {
	return text
		.split(/(["'])/)
		.map((piece) => (piece === '"' || piece === "'" ? piece : expandWord(piece, { env, escape, seen })))
		.join('');
}
