// The command itself: reads the definition, prints or lists it, or has its targets built, all at once on the engine's builder.
// Invariant: the display is finished before anything else is said.
import type { Sys } from '../../../engine/index.ts';
import { clock, isatty } from '../../../kernel/index.ts';
import { encodeJson, tabulate } from '../../../values/index.ts';
import { err, out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import { writeFile } from '../../docker/files.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { helpColumns } from '../../docker/help.ts';
import { run } from '../../compose/fibers.ts';
import { progressMode } from '../build.ts';
import { BuildFailed, Display, excerpt } from '../display.ts';
import { boot, builderOf, needsNode } from '../driver.ts';
import { printCheck, printOutline, printTargets } from '../results.ts';
import { Bake, checkTargets } from './build.ts';
import { askFor, checkAllow } from './entitlements.ts';
import { compareKeys } from './hcl/convert.ts';
import { HclFailure } from './hcl/syntax.ts';
import { parseBakeFiles, readBakeFiles, type BakeFile } from './read.ts';
import { resolveTargets, type Resolved } from './resolve.ts';
import { csv, parseCache, parseOutput, parseSecret, parseSsh, targetJson, type Config } from './target.ts';
import type { VariableRow } from './definition.ts';

type Env = Readonly<Record<string, string>>;

/** `docker buildx bake`. Throws Failure with the text after "ERROR: ". */
export function* runBake(flags: Flags, args: readonly string[], env: Env, words: readonly string[] = []): Sys<number> {
	const call = flags.bool('check') ? 'check' : flags.text('call') === 'build' ? '' : flags.text('call');
	const overrides = [
		...flags.list('set'),
		...(flags.bool('push') ? ['*.push=true'] : []),
		...(flags.bool('load') ? ['*.load=true'] : []),
		...(call === '' ? [] : [`*.call=${call === 'check' ? 'lint' : call}`]),
		...(flags.changed('no-cache') ? [`*.no-cache=${flags.bool('no-cache')}`] : []),
		...(flags.changed('pull') ? [`*.pull=${flags.bool('pull')}`] : []),
		...attest('sbom', flags.text('sbom')),
		...attest('provenance', flags.text('provenance'))
	];
	checkAllow(flags.list('allow'));
	const [print, list] = [flags.bool('print'), flags.text('list')];
	if (print && list !== '') throw new Failure('--print and --list are mutually exclusive');
	const terminal = yield* isatty(2);
	const fresh = function* (): Sys<Display> {
		return new Display(progressMode(flags.text('progress'), terminal), terminal ? yield* helpColumns() : 80, yield* clock());
	};
	let display = yield* fresh();
	const builder = print || list !== '' ? undefined : yield* builderOf(flags, env);
	const described = `building with ${JSON.stringify(builder?.name ?? 'default')} instance using ${builder?.driver ?? 'docker'} driver`;
	if (print || list !== '') display.corner = '';
	else {
		if (builder) display.corner = `${builder.driver}:${builder.name}`;
		yield* display.begin(described);
	}
	let files: BakeFile[] = [];
	try {
		files = yield* definitionFiles(display, flags.list('file'));
		const { config, variables } = yield* parseBakeFiles(files, env);
		if (list !== '') {
			yield* display.finish(yield* clock());
			return yield* listed(list, config, variables);
		}
		const resolved = resolveTargets(config, args.length > 0 ? args : ['default'], overrides, env);
		yield* checkTargets(resolved.targets, env);
		if (print) {
			yield* display.finish(yield* clock());
			yield* out(`${printed(resolved)}\n`);
			return 0;
		}
		const first = display;
		const finish = function* (): Sys<void> {
			yield* first.finish(yield* clock());
		};
		const asked = { allow: flags.list('allow'), given: pathsOf(flags.list('set')), words, env };
		if (yield* askFor([...resolved.targets.values()], asked, finish)) {
			display = yield* fresh();
			yield* display.begin(described);
		}
		if (builder) {
			yield* boot(display, builder, env);
			yield* needsNode(env, builder);
		}
		return yield* build(display, resolved, flags, env);
	} catch (error) {
		if (error instanceof Failure && builder) yield* display.finish(yield* clock());
		if (!(error instanceof HclFailure)) throw error;
		yield* display.finish(yield* clock());
		const { subject } = error.all[0] ?? {};
		const file = files.find(({ name }) => name === subject?.file);
		if (subject && file) yield* err(excerpt(file.name, file.text, subject.start.line, subject.end.line));
		throw new Failure(error.text);
	}
}
const attest = (type: string, given: string): string[] => {
	if (given === '') return [];
	const no = ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(given);
	const yes = ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(given);
	return [`*.attest=type=${type},${yes || no ? `disabled=${no}` : given}`];
};
/** Paths that --set names itself: what is typed there is granted. */
const pathsOf = (set: readonly string[]): string[] =>
	set.flatMap((text) => {
		const at = text.indexOf('=');
		const [key, value] = [text.slice(0, at).replace(/\+$/, '').split('.')[1], text.slice(at + 1)];
		if (key === 'output') return [parseOutput(value).dest ?? ''].filter((path) => path !== '');
		if (key === 'secrets') return [parseSecret(value).src].filter((path) => path !== '');
		if (key === 'ssh') return [...parseSsh(value).paths];
		return key === 'cache-from' || key === 'cache-to'
			? parseCache(value).flatMap(({ attrs }) => [attrs['src'], attrs['dest']].filter((path) => path !== undefined))
			: [];
	});
function* definitionFiles(display: Display, named: readonly string[]): Sys<BakeFile[]> {
	const vertex = 0;
	yield* display.take({ vertex, step: '[internal] load local bake definitions' }, yield* clock());
	let failure: Failure | undefined;
	let files: BakeFile[] = [];
	try {
		files = yield* readBakeFiles(named, function* (line) {
			yield* display.take({ vertex, line }, yield* clock());
		});
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		failure = error;
	}
	yield* display.take({ vertex, end: 'done', us: 0 }, yield* clock());
	if (failure || files.length === 0) {
		yield* display.finish(yield* clock());
		throw failure ?? new Failure("couldn't find a bake definition");
	}
	return files;
}

/** `--print`. */
function printed({ groups, targets }: Resolved): string {
	const group = Object.fromEntries(
		[...groups].map(([name, { description, targets: members, none }]) => [
			name,
			{ ...(description ? { description } : {}), targets: none === true && members.length === 0 ? null : members }
		])
	);
	const target = Object.fromEntries([...targets].map(([name, one]) => [name, targetJson(one)]));
	return encodeJson({ ...(groups.size > 0 ? { group } : {}), target }, { indent: '  ' });
}

/** `--list`: targets or variables, as a table or JSON. */
function* listed(asked: string, config: Config, variables: readonly VariableRow[]): Sys<number> {
	let [type, format] = [asked.includes('=') || asked.includes(',') ? '' : asked, 'table'];
	for (const field of type === '' ? csv(asked) : []) {
		const at = field.indexOf('=');
		if (at < 0) throw new Failure(`invalid value ${field}`);
		const key = field.slice(0, at).toLowerCase().trim();
		if (key === 'type') type = field.slice(at + 1);
		else if (key === 'format') format = field.slice(at + 1);
		else throw new Failure(`unexpected key '${key}' in '${field}'`);
	}
	if (type !== 'targets' && type !== 'variables') throw new Failure(`invalid list type ${JSON.stringify(type)}`);
	if (format !== 'table' && format !== 'json') throw new Failure(`invalid list format ${JSON.stringify(format)}`);
	const table = (rows: readonly (readonly string[])[]): string =>
		tabulate(rows.map((row) => row.join('\t') + '\n').join(''), { minwidth: 1, tabwidth: 8, padding: 1, padchar: '\t' });
	if (type === 'variables') {
		const rows = [...variables]
			.sort((a, b) => compareKeys(a.name, b.name))
			.map(({ name, value, description }) => ({
				name,
				description,
				value: value === null ? null : typeof value === 'string' || typeof value === 'boolean' ? String(value) : ''
			}));
		const json = rows.map(({ name, description, value }) => ({ name, ...(description === '' ? {} : { description }), ...(value === null ? {} : { value }) }));
		yield* out(
			format === 'json'
				? `${encodeJson(json, { indent: '  ' })}\n`
				: table([['VARIABLE', 'VALUE', 'DESCRIPTION'], ...rows.map(({ name, value, description }) => [name, value ?? '<null>', description])])
		);
		return 0;
	}
	const rows = [
		...config.targets.map(({ name, description = '' }) => ({ name, description, group: false })),
		...config.groups.map(({ name, description = '', targets }) => {
			const members = [...targets].sort().join(', ');
			return { name, description: members === '' ? description : description === '' ? members : `${description} (${members})`, group: true };
		})
	]
		.filter(({ name }) => !name.startsWith('_'))
		.sort((a, b) => compareKeys(a.name, b.name));
	const json = rows.map(({ name, description, group }) => ({ name, ...(description === '' ? {} : { description }), ...(group ? { group } : {}) }));
	yield* out(
		format === 'json'
			? `${encodeJson(json, { indent: '  ' })}\n`
			: table([['TARGET', 'DESCRIPTION'], ...rows.map(({ name, description }) => [name, description])])
	);
	return 0;
}

function* build(display: Display, { targets }: Resolved, flags: Flags, env: Env): Sys<number> {
	const bake = new Bake(display, targets, env, flags.text('metadata-file') !== '');
	try {
		yield* bake.prepare();
		yield* run(bake.run());
	} catch (error) {
		yield* display.finish(yield* clock());
		yield* display.summary();
		if (!(error instanceof BuildFailed)) throw error;
		yield* err(error.excerpt);
		throw new Failure(targets.size > 1 ? `target ${error.target}: ${error.text}` : error.text);
	}
	yield* display.finish(yield* clock());
	if (bake.answers.size === 0) yield* display.summary();
	if (flags.text('metadata-file') !== '') yield* writeFile(flags.text('metadata-file'), encodeJson(bake.metadata(), { indent: '  ' }), 0o644);
	let status = 0;
	let begun = false;
	for (const [name, { call, warnings, dockerfile, source, ended }] of [...bake.answers].sort(([a], [b]) => compareKeys(a, b))) {
		const description = targets.get(name)?.description ?? '';
		yield* out(`${begun ? '\n' : ''}${name}\n${description === '' ? '' : `${description}\n`}\n`);
		begun = true;
		if (call === 'check') status = (yield* printCheck({ warnings: [...warnings] }, dockerfile, source, ended.end)) || status;
		if (ended.outline && call === 'outline') yield* printOutline(ended.outline);
		if (call === 'targets') yield* printTargets(ended.targets);
	}
	return status;
}
