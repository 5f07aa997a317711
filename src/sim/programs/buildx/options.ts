// Options of a build that have a language of their own: secrets, named contexts, outputs, features that the docker driver lacks.
// Follows buildx's build/opt.go, util/buildflags and buildkit's secretsprovider. Texts are those after "ERROR: ".
import { Errno, type Sys } from '../../engine/index.ts';
import { stat } from '../../kernel/index.ts';
import { Failure } from '../docker/failure.ts';
import { absolute, goErrno } from '../docker/files.ts';
import type { Flags } from '../docker/flags/flag.ts';

/** Where a secret is: a file, or a variable of the client's environment. */
export type SecretSource = { readonly file: string } | { readonly env: string };
export interface Output {
	readonly type: 'image' | 'local' | 'tar' | 'docker' | 'none';
	/** "" for none, "-" for standard output. */
	readonly dest: string;
	readonly push: boolean;
	/** Names given in the output itself. */
	readonly names: readonly string[];
}

/** key=value fields of a CSV line; a lone word has the value undefined. */
function fields(text: string): [string, string | undefined][] {
	return text.split(',').map((part) => {
		const at = part.indexOf('=');
		return at < 0 ? [part, undefined] : [part.slice(0, at).toLowerCase(), part.slice(at + 1)];
	});
}

/** `--secret id=tok,src=token.txt`, by id. Throws Failure. */
export function* parseSecrets(given: readonly string[], env: Readonly<Record<string, string>>): Sys<ReadonlyMap<string, SecretSource>> {
	const out = new Map<string, SecretSource>();
	for (const text of given) {
		let [id, file, variable, type] = ['', '', '', ''];
		for (const [key, value] of fields(text)) {
			if (value === undefined) throw new Failure(`invalid field ${JSON.stringify(key)} must be a key=value pair`);
			if (key === 'type') {
				if (value !== 'file' && value !== 'env') throw new Failure(`unsupported secret type ${JSON.stringify(value)}`);
				type = value;
			} else if (key === 'id') id = value;
			else if (key === 'source' || key === 'src') file = value;
			else if (key === 'env') variable = value;
			else throw new Failure(`unexpected key '${key}' in '${key}=${value}'`);
		}
		if (type === 'env' && variable === '') [variable, file] = [file, ''];
		if (id === '') throw new Failure('secret missing ID');
		if (variable === '' && file === '') {
			if (env[id] !== undefined) variable = id;
			else file = id;
		}
		if (file !== '') {
			const status = yield* statOf(file);
			if (status instanceof Errno) throw new Failure(`failed to stat ${file}: stat ${file}: ${goErrno(status)}`);
			if (status.size > 500 * 1024) throw new Failure(`secret ${id} too big. max size 500KB`);
			out.set(id, { file: yield* absolute(file) });
		} else out.set(id, { env: variable });
	}
	return out;
}
function* statOf(path: string): Sys<{ type: string; size: number } | Errno> {
	try {
		return yield* stat(yield* absolute(path));
	} catch (e) {
		if (e instanceof Errno) return e;
		throw e;
	}
}

/** `--build-context name=path`: local directories by name, and the rest as written. Throws Failure. */
export function* parseContexts(given: readonly string[]): Sys<{ dirs: ReadonlyMap<string, string>; refs: Readonly<Record<string, string>> }> {
	const dirs = new Map<string, string>();
	const refs: Record<string, string> = {};
	for (const text of given) {
		const at = text.indexOf('=');
		if (at < 0) throw new Failure(`invalid context value: ${text}, expected key=value`);
		const [name, value] = [text.slice(0, at), text.slice(at + 1)];
		if (/^docker-image:\/\//.test(value)) {
			refs[name] = value;
			continue;
		}
		const status = yield* statOf(value);
		if (status instanceof Errno) throw new Failure(`failed to get build context ${name}: stat ${value}: ${goErrno(status)}`);
		if (status.type !== 'dir') throw new Failure(`failed to get build context path {${value} <nil>}: not a directory`);
		dirs.set(name, yield* absolute(value));
		refs[name] = 'local';
	}
	return { dirs, refs };
}

const image: Output = { type: 'image', dest: '', push: false, names: [] };
const unsupported = (what: string, page: string): Failure =>
	new Failure(
		`${what} is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.\nLearn more at https://docs.docker.com/go/${page}/`
	);

/** `--output`, `--push` and `--load` together. Throws Failure for what the docker driver cannot do. */
export function parseOutput(flags: Flags): Output {
	const output = onlyOutput(flags.list('output').map(oneOutput));
	return flags.bool('push') ? { ...output, push: true } : output;
}
/** The docker driver has one output at most; without any it is an image. Throws Failure. */
export function onlyOutput(given: readonly Output[]): Output {
	if (given.length > 1)
		throw new Failure('multiple outputs currently unsupported by the current BuildKit daemon, please upgrade to version v0.13+ or use a single output');
	return given[0] ?? image;
}
/** One `--output`. Throws Failure. */
export function oneOutput(text: string): Output {
	if (!text.includes('=')) return text === '-' ? { ...image, type: 'tar', dest: '-' } : { ...image, type: 'local', dest: text };
	let type = '';
	const attributes = new Map<string, string>();
	for (const [key, value] of fields(text)) {
		if (value === undefined) throw new Failure(`invalid value ${key}`);
		if (key === 'type') type = value;
		else attributes.set(key, value);
	}
	const dest = attributes.get('dest') ?? '';
	const names = (attributes.get('name') ?? '').split(',').filter((name) => name !== '');
	switch (type) {
		case '':
			throw new Failure('type is required for output');
		case 'local':
			if (dest === '') throw new Failure('dest is required for local output');
			return { type: 'local', dest, push: false, names };
		case 'tar':
			return { type: 'tar', dest: dest === '' ? '-' : dest, push: false, names };
		case 'docker':
			return { type: dest === '' ? 'image' : 'docker', dest, push: false, names };
		case 'image':
			return { ...image, names, push: attributes.get('push') === 'true' };
		case 'registry':
			return { ...image, names, push: true };
		case 'cacheonly':
			return { type: 'none', dest: '', push: false, names };
		case 'oci':
			throw unsupported('OCI exporter', 'build-exporters');
		default:
			throw new Failure(`failed to solve: exporter ${JSON.stringify(type)} could not be found`);
	}
}

/** Throws Failure for flags that ask the docker driver for what it has not. */
export function checkFeatures(flags: Flags): void {
	checkAsked({
		cacheTo: flags.list('cache-to'),
		attested: flags.list('attest').length > 0 || ['provenance', 'sbom'].some((name) => !['', 'false'].includes(flags.text(name))),
		platforms: flags.list('platform').flatMap((text) => text.split(','))
	});
}
/** Throws Failure for what the docker driver has not. */
export function checkAsked(asked: { readonly cacheTo: readonly string[]; readonly attested: boolean; readonly platforms: readonly string[] }): void {
	if (asked.cacheTo.some((text) => text !== 'type=inline')) throw unsupported('Cache export', 'build-cache-backends');
	if (asked.attested) throw unsupported('Attestation', 'attestations');
	if (asked.platforms.length > 1) throw unsupported('Multi-platform build', 'build-multi-platform');
}
