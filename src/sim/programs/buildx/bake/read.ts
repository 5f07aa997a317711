// Which files a definition is read from, and reading them as one. Follows bake/bake.go's ReadLocalFiles and ParseFiles.
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import { humanSize, text as decode } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import { goErrno, readAll, readFile } from '../../docker/files.ts';
import { Definition, type VariableRow } from './definition.ts';
import { composeProblem, isComposeName, readCompose } from './compose-file.ts';
import { parseHcl } from './hcl/parse.ts';
import { parseHclJson } from './hcl/json.ts';
import { HclFailure, type Body } from './hcl/syntax.ts';
import { merge, type Config, type Target } from './target.ts';

export interface BakeFile {
	readonly name: string;
	readonly text: string;
}
const defaultNames = [
	'compose.yaml',
	'compose.yml',
	'docker-compose.yml',
	'docker-compose.yaml',
	'docker-bake.json',
	'docker-bake.hcl',
	'docker-bake.override.json',
	'docker-bake.override.hcl'
];

/** The files that are named, or those of the default names that are there; `line` is told of each. Throws Failure. */
export function* readBakeFiles(named: readonly string[], line: (text: string) => Sys<void>): Sys<BakeFile[]> {
	const out: BakeFile[] = [];
	for (const given of named.length > 0 ? named : defaultNames) {
		const name = given.replace(/^cwd:\/\//, '');
		try {
			const bytes = name === '-' ? yield* readAll(0) : yield* readFile(name);
			const size = humanSize(bytes.length);
			yield* line(name === '-' ? `reading from stdin ${size} done` : `reading ${name} ${size} / ${size} done`);
			// An empty file is as good as none.
			if (bytes.length > 0) out.push({ name, text: decode(bytes) });
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (named.length === 0 && e.code === 'ENOENT') continue;
			yield* line(`reading ${name} done`);
			throw new Failure(`open ${name}: ${goErrno(e)}`);
		}
	}
	return out;
}

const labelled = ['group', 'target', 'variable', 'function'];
function bodyOf({ name, text }: BakeFile, composeProblem: string): Body {
	if (name.endsWith('.json')) return parseHclJson(text, name, labelled);
	if (name.endsWith('.hcl')) return parseHcl(text, name);
	try {
		return parseHcl(text, `${name}.hcl`);
	} catch (error) {
		if (!(error instanceof HclFailure)) throw error;
		try {
			return parseHclJson(text, `${name}.json`, labelled);
		} catch (again) {
			if (again instanceof HclFailure) throw new Failure(`failed to parse ${name}: parsing yaml: ${composeProblem}, parsing hcl: ${error.text}`);
			throw again;
		}
	}
}
/** Two of one name are one. */
function deduped(config: Config): Config {
	const targets = new Map<string, Target>();
	for (const target of config.targets) {
		const old = targets.get(target.name);
		targets.set(target.name, old ? merge(old, target) : target);
	}
	return { groups: config.groups, targets: [...targets.values()] };
}

/** All files together. Throws Failure, HclFailure. */
export function* parseBakeFiles(files: readonly BakeFile[], env: Readonly<Record<string, string>>): Sys<{ config: Config; variables: readonly VariableRow[] }> {
	const bodies: Body[] = [];
	const compose: string[] = [];
	for (const file of files) {
		const problem = isComposeName(file.name) ? undefined : /\.(?:json|hcl)$/i.test(file.name) ? '' : yield* composeProblem(file.name, env);
		if (problem === undefined) compose.push(file.name);
		else bodies.push(bodyOf(file, problem));
	}
	const first: Config = compose.length > 0 ? yield* readCompose(compose, env) : { groups: [], targets: [] };
	if (bodies.length === 0) return { config: first, variables: [] };
	const builtins = new Map([
		['BAKE_CMD_CONTEXT', 'cwd://'],
		['BAKE_LOCAL_PLATFORM', 'linux/amd64']
	]);
	const { config, variables } = new Definition(bodies, { env, builtins, now: yield* clock() }).read();
	const groups = [...first.groups];
	for (const group of config.groups) {
		const at = groups.findIndex(({ name }) => name === group.name);
		if (at < 0) groups.push(group);
		else groups[at] = group;
	}
	return { config: deduped({ groups, targets: [...first.targets, ...config.targets] }), variables };
}
