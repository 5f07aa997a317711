// What installing and removing do and say: the lists before, the archives fetched, dpkg's lines, the files, the records.
// Leaves out upgrades of packages (the mirror has one version of each), diversions, triggers but libc's, maintainer scripts.
import { Errno, type Sys } from '../../../engine/index.ts';
import { addLayer, clock, rmdir, sleep, unlink, unpackLayer, write } from '../../../kernel/index.ts';
import { fetchJson, FetchFailure } from '../fetch.ts';
import { entriesOfPackage, treeOf, type Package } from '../package.ts';
import { saveDatabase, type Database } from './database.ts';
import { sources } from './lists.ts';
import { fetched, listed, size } from './text.ts';

export class AptFailure {
	readonly text: string;
	readonly code: number;
	constructor(text: string, code = 100) {
		this.text = text;
		this.code = code;
	}
}
/** How loud: 0 everything, 1 without progress (-q), 2 nearly nothing (-qq). */
export interface Manner {
	readonly quiet: number;
	readonly yes: boolean;
	readonly recommends: boolean;
	readonly simulate: boolean;
}
/** A package as dpkg names it. */
export const dpkgName = (one: Package): string => (one.multiArch ? `${one.name}:amd64` : one.name);
const fileName = (one: Package): string => `${one.name}_${one.version.replaceAll(':', '%3a')}_${one.all ? 'all' : 'amd64'}.deb`;
const triggersOf = (packages: readonly Package[]): string =>
	packages.some(({ name, multiArch }) => multiArch && name.startsWith('lib')) ? 'Processing triggers for libc-bin (2.36-9+deb12u13) ...\n' : '';
/** dpkg's progress while it reads its database, and the count. */
function reading(database: Database): string {
	const files = 4500 + database.installed.size * 21;
	const steps = Array.from({ length: 20 }, (_, i) => `(Reading database ... ${(i + 1) * 5}%\r`).join('');
	return `(Reading database ... \r${steps}(Reading database ... ${files} files and directories currently installed.)\n`;
}

/** Installs `plan`, dependencies first. `asked` are the names that were given. */
export function* install(
	database: Database,
	plan: readonly Package[],
	asked: readonly string[],
	find: (name: string) => Package | undefined,
	manner: Manner,
	confirm: () => Sys<void>
): Sys<void> {
	const say = function* (text: string, least = 2): Sys<void> {
		if (manner.quiet < least) yield* write(1, text);
	};
	const names = plan.map(({ name }) => name).sort();
	const more = names.filter((name) => !asked.includes(name));
	if (more.length > 0) yield* say('The following additional packages will be installed:\n' + listed(more));
	const recommended = [...new Set(plan.flatMap((one) => one.recommends))]
		.filter((name) => !names.includes(name) && !database.installed.has(name) && find(name))
		.sort();
	if (recommended.length > 0) yield* say('Recommended packages:\n' + listed(recommended));
	if (names.length > 0) yield* say('The following NEW packages will be installed:\n' + listed(names));
	yield* say(`0 upgraded, ${plan.length} newly installed, 0 to remove and 0 not upgraded.\n`);
	if (plan.length === 0) {
		yield* saveDatabase({ installed: database.installed, auto: new Set([...database.auto].filter((name) => !asked.includes(name))) });
		return;
	}
	const bytes = plan.reduce((sum, one) => sum + one.size, 0);
	yield* say(`Need to get ${size(bytes)}B of archives.\n`);
	yield* say(`After this operation, ${size(plan.reduce((sum, one) => sum + one.installed, 0))}B of additional disk space will be used.\n`);
	if (manner.simulate) return;
	if (more.length > 0) yield* confirm();
	yield* fetchAll(plan, bytes, say);
	yield* unpackAll(database, plan, say);
	const auto = new Set([...database.auto, ...more].filter((name) => !asked.includes(name)));
	yield* saveDatabase({ installed: new Set([...database.installed, ...names]), auto });
}
function* fetchAll(plan: readonly Package[], bytes: number, say: (text: string, least?: number) => Sys<void>): Sys<void> {
	const began = yield* clock();
	const [main] = yield* sources();
	const [, host = '', path = ''] = /^https?:\/\/([^/]+)(.*)$/.exec(main?.uri ?? '') ?? [];
	for (const [i, one] of plan.entries()) {
		try {
			yield* fetchJson(host, `${path}/pool/${fileName(one)}`, one.size);
		} catch (error) {
			if (!(error instanceof FetchFailure)) throw error;
			const why = error.kind === 'resolve' ? `Temporary failure resolving '${host}'` : `Could not connect to ${host}:80`;
			yield* say(`Err:${i + 1} ${main?.uri ?? ''} ${main?.suite ?? ''}/main amd64 ${one.name} amd64 ${one.version}\n  ${why}\n`);
			throw new AptFailure(
				`E: Failed to fetch ${main?.uri ?? ''}/pool/${fileName(one)}  ${why}\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`
			);
		}
		yield* say(
			`Get:${i + 1} ${main?.uri ?? ''} ${main?.suite ?? ''}/main amd64 ${one.name} ${one.all ? 'all' : 'amd64'} ${one.version} [${size(one.size)}B]\n`
		);
	}
	yield* write(2, 'debconf: delaying package configuration, since apt-utils is not installed\n');
	yield* say(fetched(bytes, (yield* clock()) - began));
}
function* unpackAll(database: Database, plan: readonly Package[], say: (text: string, least?: number) => Sys<void>): Sys<void> {
	const digits = String(plan.length - 1).length;
	for (const [i, one] of plan.entries()) {
		yield* say(`Selecting previously unselected package ${dpkgName(one)}.\n`, 3);
		if (i === 0) yield* say(reading(database), 3);
		const number = plan.length >= 5 ? `${String(i).padStart(digits, '0')}-` : '';
		yield* say(`Preparing to unpack .../${number}${fileName(one)} ...\n`, 3);
		yield* say(`Unpacking ${dpkgName(one)} (${one.version}) ...\n`, 3);
		const layer = yield* addLayer(entriesOfPackage(one, yield* clock()));
		yield* unpackLayer('/', layer.id);
	}
	for (const one of plan) {
		yield* say(`Setting up ${dpkgName(one)} (${one.version}) ...\n`, 3);
		yield* sleep(20_000);
	}
	yield* say(triggersOf(plan), 3);
}

/** Removes packages; `purge` marks them with a star. */
export function* remove(database: Database, gone: readonly Package[], purge: boolean, manner: Manner, confirm: () => Sys<void>): Sys<void> {
	const say = function* (text: string, least = 2): Sys<void> {
		if (manner.quiet < least) yield* write(1, text);
	};
	const names = gone.map(({ name }) => name).sort();
	if (names.length > 0) yield* say('The following packages will be REMOVED:\n' + listed(names.map((name) => name + (purge ? '*' : ''))));
	yield* say(`0 upgraded, 0 newly installed, ${gone.length} to remove and 0 not upgraded.\n`);
	if (gone.length === 0) return;
	yield* say(`After this operation, ${size(gone.reduce((sum, one) => sum + one.installed, 0))}B disk space will be freed.\n`);
	if (manner.simulate) return;
	yield* confirm();
	yield* say(reading(database), 3);
	for (const one of gone) {
		yield* say(`Removing ${dpkgName(one)} (${one.version}) ...\n`, 3);
		const paths = Object.keys(treeOf(one));
		for (const path of paths) yield* quietly(unlink('/' + path));
		for (const path of paths) yield* quietly(rmdir('/' + path.slice(0, path.lastIndexOf('/'))));
	}
	yield* say(triggersOf(gone), 3);
	yield* saveDatabase({
		installed: new Set([...database.installed].filter((name) => !names.includes(name))),
		auto: new Set([...database.auto].filter((name) => !names.includes(name)))
	});
}
function* quietly(work: Sys<void>): Sys<void> {
	try {
		yield* work;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
