// dpkg and dpkg-query: lists, states and files of what is installed, and the architecture. Leaves out installing .deb files from disk.
import type { Sys } from '../../../engine/index.ts';
import { write, type Context, type Program } from '../../../kernel/index.ts';
import { debianPackages } from '../catalogue.ts';
import { treeOf } from '../package.ts';
import { loadDatabase, stanza } from './database.ts';
import { dpkgName } from './install.ts';

const title =
	'Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n';

function* installed(names: readonly string[]): Sys<{ found: ReturnType<typeof debianPackages>; missing: string[] }> {
	const database = yield* loadDatabase();
	const all = debianPackages().filter((one) => database.installed.has(one.name));
	if (names.length === 0) return { found: all, missing: [] };
	return { found: all.filter((one) => names.includes(one.name)), missing: names.filter((name) => !all.some((one) => one.name === name)) };
}
function* listing(names: readonly string[]): Sys<number> {
	const { found, missing } = yield* installed(names);
	if (found.length > 0) {
		const width = (pick: (one: (typeof found)[number]) => string, least: number): number => Math.max(least, ...found.map((one) => pick(one).length));
		const [a, b, c] = [width(dpkgName, 14), width((one) => one.version, 12), width((one) => (one.all ? 'all' : 'amd64'), 12)];
		const rule = '=';
		yield* write(
			1,
			`${title}||/ ${'Name'.padEnd(a)} ${'Version'.padEnd(b)} ${'Architecture'.padEnd(c)} Description\n+++-${rule.repeat(a)}-${rule.repeat(b)}-${rule.repeat(c)}-${rule.repeat(33)}\n`
		);
		for (const one of found)
			yield* write(1, `ii  ${dpkgName(one).padEnd(a)} ${one.version.padEnd(b)} ${(one.all ? 'all' : 'amd64').padEnd(c)} ${one.summary}\n`);
	}
	for (const name of missing) yield* write(2, `dpkg-query: no packages found matching ${name}\n`);
	return missing.length > 0 ? 1 : 0;
}
function* main(context: Context): Sys<number> {
	const [verb = '', ...rest] = context.argv.slice(1);
	const names = rest.filter((arg) => !arg.startsWith('-'));
	if (verb === '--print-architecture') {
		yield* write(1, 'amd64\n');
		return 0;
	}
	if (verb === '--version') {
		yield* write(1, "Debian 'dpkg' package management program version 1.21.22 (amd64).\n");
		return 0;
	}
	if (verb === '-l' || verb === '--list') return yield* listing(names);
	if (verb === '-s' || verb === '--status' || verb === '-L' || verb === '--listfiles' || verb === '-W' || verb === '--show') {
		const { found, missing } = yield* installed(names);
		for (const one of found) {
			if (verb === '-W' || verb === '--show') yield* write(1, `${dpkgName(one)}\t${one.version}\n`);
			else if (verb === '-s' || verb === '--status') yield* write(1, stanza(one));
			else yield* write(1, ['/.', ...Object.keys(treeOf(one)).map((path) => '/' + path)].join('\n') + '\n');
		}
		for (const name of missing)
			yield* write(
				2,
				verb === '-s' || verb === '--status'
					? `dpkg-query: package '${name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.\n`
					: `dpkg-query: no packages found matching ${name}\n`
			);
		return missing.length > 0 ? 1 : 0;
	}
	yield* write(
		2,
		verb === ''
			? 'dpkg: error: need an action option\n\nType dpkg --help for help about installing and deinstalling packages [*];\n'
			: `dpkg: error: unknown option ${verb}\n`
	);
	return 2;
}
export const dpkg: Program = { name: 'dpkg', rss: 8 << 20, main };
