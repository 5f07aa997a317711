// apt-get update: the sources of /etc/apt, asked one after the other, with the lines apt prints for a host, an index, a failure.
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock, readTextIfAny, readdir, write } from '../../../kernel/index.ts';
import { FetchFailure, fetchJson } from '../fetch.ts';
import { keepList } from './database.ts';
import { fetched, size } from './text.ts';

export interface Source {
	readonly uri: string;
	readonly suite: string;
}
/** The sources of sources.list and of the deb822 files beside it. */
export function* sources(): Sys<Source[]> {
	const out: Source[] = [];
	for (const line of ((yield* readTextIfAny('/etc/apt/sources.list')) ?? '').split('\n')) {
		const [, uri, suite] = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/.exec(line) ?? [];
		if (uri !== undefined && suite !== undefined) out.push({ uri, suite });
	}
	let names: string[] = [];
	try {
		names = (yield* readdir('/etc/apt/sources.list.d')).map(({ name }) => name).sort();
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	for (const name of names.filter((one) => one.endsWith('.sources')))
		for (const stanza of ((yield* readTextIfAny(`/etc/apt/sources.list.d/${name}`)) ?? '').split(/\n\n+/)) {
			const field = (key: string): string[] =>
				(new Map(stanza.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])).get(key) ?? '')
					.split(/\s+/)
					.filter((word) => word !== '');
			for (const uri of field('URIs')) for (const suite of field('Suites')) out.push({ uri, suite });
		}
	return out;
}
/** Bytes of a suite's release file and index, as Debian's are. */
const sizes = (suite: string): { release: number; index: number } =>
	suite.endsWith('-updates')
		? { release: 55_400, index: 6924 }
		: suite.includes('security')
			? { release: 48_000, index: 376_000 }
			: { release: 151_000, index: 8_793_000 };

const partsOf = (uri: string): { host: string; path: string } => {
	const [, host = '', path = ''] = /^https?:\/\/([^/]+)(.*)$/.exec(uri) ?? [];
	return { host, path: path.replace(/\/$/, '') };
};

/** Answers the exit status. `quiet`: nothing but errors. */
export function* update(quiet: boolean): Sys<number> {
	const began = yield* clock();
	const all = yield* sources();
	const say = function* (text: string): Sys<void> {
		if (!quiet) yield* write(1, text);
	};
	let n = 0;
	let bytes = 0;
	const failures: string[] = [];
	const reached: Source[] = [];
	for (const source of all) {
		const { host, path } = partsOf(source.uri);
		const { release } = sizes(source.suite);
		try {
			yield* fetchJson(host, `${path}/dists/${source.suite}/InRelease`, release);
			yield* say(`Get:${++n} ${source.uri} ${source.suite} InRelease [${size(release)}B]\n`);
			bytes += release;
			reached.push(source);
		} catch (error) {
			if (!(error instanceof FetchFailure)) throw error;
			n++;
			const why =
				error.kind === 'resolve'
					? `Temporary failure resolving '${host}'`
					: error.kind === 'status'
						? `${error.text}  Not Found`
						: `Could not connect to ${host}:80 (${error.text.split(' ')[0] ?? ''}). - connect (111: Connection refused)`;
			yield* say(`${error.kind === 'status' ? 'Err' : 'Ign'}:${n} ${source.uri} ${source.suite} InRelease\n  ${why}\n`);
			failures.push(`W: Failed to fetch ${source.uri}/dists/${source.suite}/InRelease  ${why}\n`);
		}
	}
	for (const source of reached) {
		const { host, path } = partsOf(source.uri);
		const { index } = sizes(source.suite);
		yield* fetchJson(host, `${path}/dists/${source.suite}/main/binary-amd64/Packages.xz`, index);
		yield* say(`Get:${++n} ${source.uri} ${source.suite}/main amd64 Packages [${size(index)}B]\n`);
		bytes += index;
		yield* keepList(`${host}${path.replaceAll('/', '_')}_dists_${source.suite}_main_binary-amd64_Packages`, index);
	}
	if (bytes > 0) yield* say(fetched(bytes, (yield* clock()) - began));
	yield* say('Reading package lists...\n');
	if (failures.length > 0) yield* write(2, failures.join('') + 'W: Some index files failed to download. They have been ignored, or old ones used instead.\n');
	return 0;
}
