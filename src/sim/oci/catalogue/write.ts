// The words catalogue rows are written in: Dockerfile steps by their official titles, and what they do to the config.
import { civilToMicros } from '../../values/index.ts';
import type { RunConfig } from '../descriptor.ts';
import type { ImageSource, Step } from '../image.ts';
import { entriesOf, type Tree } from '../tree.ts';

/** A repository of a registry: its tags, each the image it names. */
export interface Repository {
	/** "docker.io/library/nginx". */
	readonly name: string;
	readonly tags: Readonly<Record<string, () => ImageSource>>;
}

const pathEnv = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const quoted = (words: readonly string[]): string => '[' + words.map((w) => JSON.stringify(w)).join(' ') + ']';
const micros = (rfc3339: string): number => {
	const n = (from: number, to: number): number => Number(rfc3339.slice(from, to));
	return civilToMicros(n(0, 4), n(5, 7), n(8, 10), n(11, 13), n(14, 16), n(17, 19));
};

export type Line =
	| { readonly add: Tree; readonly by: string; readonly comment?: string }
	| { readonly env: Readonly<Record<string, string>> }
	| { readonly label: Readonly<Record<string, string>> }
	| { readonly cmd: readonly string[] }
	| { readonly entrypoint: readonly string[] }
	| { readonly expose: readonly string[] }
	| { readonly volume: readonly string[] }
	| { readonly user: string }
	| { readonly workdir: string; readonly makes?: Tree }
	| { readonly stopsignal: string }
	| { readonly arg: string }
	| { readonly healthcheck: NonNullable<RunConfig['Healthcheck']>; readonly by: string };

/** `COPY`, `ADD` or `RUN` with what it makes: a layer. */
export const add = (by: string, tree: Tree): Line => ({ add: tree, by });
/** `RUN /bin/sh -c <command> # buildkit`. */
export const run = (command: string, tree: Tree): Line => ({ add: tree, by: `RUN /bin/sh -c ${command} # buildkit` });
export const copy = (what: string, tree: Tree): Line => ({ add: tree, by: `COPY ${what} # buildkit` });

const set = (names: readonly string[]): Record<string, Record<string, never>> =>
	Object.fromEntries([...names].sort((a, b) => (a < b ? -1 : 1)).map((n) => [n, {}]));

function withEnv(env: readonly string[], name: string, value: string): string[] {
	const at = env.findIndex((e) => e.startsWith(name + '='));
	return at < 0 ? [...env, `${name}=${value}`] : env.map((e, i) => (i === at ? `${name}=${value}` : e));
}

/** Reads a Dockerfile written as lines. `created` is RFC 3339 in UTC and the time of its files. Without a base PATH is set, as BuildKit does. */
export function image(created: string, from: ImageSource | undefined, lines: readonly Line[]): ImageSource {
	const mtime = micros(created);
	let config: RunConfig = from
		? { ...from.config }
		: { ArgsEscaped: true, Env: [pathEnv], OnBuild: null, User: '', Volumes: null, WorkingDir: '/', Cmd: null, Entrypoint: null, Labels: null };
	const steps: Step[] = [];
	for (const line of lines) {
		if ('add' in line) steps.push({ by: line.by, ...(line.comment !== undefined && { comment: line.comment }), layer: entriesOf(line.add, mtime) });
		else if ('env' in line) {
			for (const name in line.env) config = { ...config, Env: withEnv(config.Env ?? [], name, line.env[name] ?? '') };
			steps.push({
				by:
					'ENV ' +
					Object.entries(line.env)
						.map(([k, v]) => `${k}=${v}`)
						.join(' ')
			});
		} else if ('label' in line) {
			config = { ...config, Labels: { ...config.Labels, ...line.label } };
			steps.push({
				by:
					'LABEL ' +
					Object.entries(line.label)
						.map(([k, v]) => `${k}=${v}`)
						.join(' ')
			});
		} else if ('cmd' in line) {
			config = { ...config, Cmd: line.cmd };
			steps.push({ by: 'CMD ' + quoted(line.cmd) });
		} else if ('entrypoint' in line) {
			config = { ...config, Entrypoint: line.entrypoint, Cmd: null };
			steps.push({ by: 'ENTRYPOINT ' + quoted(line.entrypoint) });
		} else if ('expose' in line) {
			config = { ...config, ExposedPorts: { ...config.ExposedPorts, ...set(line.expose) } };
			steps.push({ by: `EXPOSE [${line.expose.join(' ')}]` });
		} else if ('volume' in line) {
			config = { ...config, Volumes: { ...config.Volumes, ...set(line.volume) } };
			steps.push({ by: `VOLUME [${line.volume.join(' ')}]` });
		} else if ('user' in line) {
			config = { ...config, User: line.user };
			steps.push({ by: 'USER ' + line.user });
		} else if ('workdir' in line) {
			config = { ...config, WorkingDir: line.workdir };
			steps.push({ by: 'WORKDIR ' + line.workdir, layer: entriesOf(line.makes ?? {}, mtime) });
		} else if ('stopsignal' in line) {
			config = { ...config, StopSignal: line.stopsignal };
			steps.push({ by: 'STOPSIGNAL ' + line.stopsignal });
		} else if ('healthcheck' in line) {
			config = { ...config, Healthcheck: line.healthcheck };
			steps.push({ by: line.by });
		} else steps.push({ by: 'ARG ' + line.arg });
	}
	return { ...(from && { from }), created, steps, config };
}
