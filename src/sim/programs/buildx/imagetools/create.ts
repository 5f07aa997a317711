// `docker buildx imagetools create`: an index over manifests that are in registries, pushed under new names. Follows util/imagetools/create.go.
// Leaves out schema 1 manifests. Invariant: what an index names is in its repository before the index is.
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock, isatty } from '../../../kernel/index.ts';
import { full, fullName, parseReference, ReferenceError, type Reference } from '../../../oci/index.ts';
import { textBody } from '../../../dockerd/index.ts';
import { digest as digestOf, encodeJson, parseJson, text as decode } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import { absolute, goErrno, readFile } from '../../docker/files.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { helpColumns } from '../../docker/help.ts';
import { progressMode } from '../build.ts';
import { Display } from '../display.ts';
import { named, platformOf } from './inspect.ts';
import {
	blobsOf,
	copyBlob,
	getBlob,
	getManifest,
	index,
	isIndex,
	manifestList,
	manifestsOf,
	open,
	putManifest,
	type Descriptor,
	type Manifest
} from './registry.ts';

type Env = Readonly<Record<string, string>>;
interface Source {
	readonly ref: Reference | undefined;
	readonly given: Partial<Descriptor>;
}
interface Resolved {
	readonly ref: Reference;
	readonly desc: Descriptor;
	readonly manifest: Manifest;
}
interface Annotation {
	readonly type: string;
	readonly platform: string;
	readonly key: string;
	readonly value: string;
}

export function* createImage(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const [files, given, dry] = [flags.list('file'), flags.list('tag'), flags.bool('dry-run')];
	if (args.length === 0 && files.length === 0) throw new Failure('no sources specified');
	if (!dry && given.length === 0) throw new Failure("can't push with no tags specified, please set --tag or --dry-run");
	const texts: string[] = [];
	for (const file of files) texts.push(yield* textOf(file));
	texts.push(...args);
	const tags = given.map(named);
	if (flags.bool('append') && given[0] !== undefined) texts.unshift(given[0]);
	const sources = withRepositories(texts.map(parseSource), tags, texts);
	const resolved: Resolved[] = [];
	for (const source of sources) resolved.push(yield* resolve(source, env));
	const annotations = flags.list('annotation').flatMap(parseAnnotation);
	const made = combine(resolved, annotations, flags.bool('prefer-index'));
	if (dry) {
		yield* out(`${made.text}\n`);
		return 0;
	}
	const terminal = yield* isatty(2);
	const display = new Display(progressMode(flags.text('progress'), terminal), terminal ? yield* helpColumns() : 80, yield* clock());
	display.corner = '';
	let failure: Failure | undefined;
	try {
		for (const [i, tag] of tags.entries()) yield* push(display, i, tag, resolved, made, env);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		failure = error;
	}
	yield* display.finish(yield* clock());
	if (failure) throw failure;
	return 0;
}
function* textOf(file: string): Sys<string> {
	try {
		return decode(yield* readFile(yield* absolute(file)));
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`open ${file}: ${goErrno(error)}`);
		throw error;
	}
}
/** A digest, a reference or a descriptor. Throws Failure. */
function parseSource(text: string): Source {
	const bad = (why: string): Failure =>
		new Failure(`failed to parse source ${JSON.stringify(text)}, valid sources are digests, references and descriptors: ${why}`);
	if (/^sha256:[0-9a-f]{64}$/.test(text)) return { ref: undefined, given: { digest: text } };
	if (text.startsWith('sha256'))
		throw bad(
			!text.includes(':') ? 'invalid checksum digest format' : text.length === 71 ? 'invalid checksum digest format' : 'invalid checksum digest length'
		);
	try {
		return { ref: parseReference(text), given: {} };
	} catch (error) {
		if (!(error instanceof ReferenceError)) throw error;
		if (!text.startsWith('{')) throw bad(error.message);
	}
	let value: unknown;
	try {
		value = parseJson(text);
	} catch (error) {
		throw bad(error instanceof Error ? error.message : String(error));
	}
	return { ref: undefined, given: typeof value === 'object' && value !== null ? value : {} };
}
/** Sources without a repository are in the only one that is named. Throws Failure. */
function withRepositories(sources: readonly Source[], tags: readonly Reference[], texts: readonly string[]): (Source & { ref: Reference })[] {
	const repositories = new Set([...tags, ...sources.flatMap(({ ref }) => (ref ? [ref] : []))].map(fullName));
	if (repositories.size === 0) throw new Failure('no repositories specified, please set a reference in tag or source');
	const [only = ''] = repositories;
	return sources.map(({ ref, given }, i) => {
		if (ref) return { ref: named(full(ref)), given };
		if (repositories.size > 1) throw new Failure(`multiple repositories specified, cannot infer repository for ${JSON.stringify(texts[i])}`);
		return { ref: named(given.digest === undefined ? only : `${only}@${given.digest}`), given };
	});
}
/** Looks a source up; says its platform. Throws Failure. */
function* resolve({ ref, given }: Source & { ref: Reference }, env: Env): Sys<Resolved> {
	const session = yield* open(ref, 'pull', env);
	const manifest = yield* getManifest(session, given.digest === undefined ? ref : { ...ref, digest: given.digest });
	const { mediaType, digest, size } = manifest;
	if (given.size !== undefined && given.size !== size) throw new Failure(`invalid size mismatch for ${digest}, ${given.size} != ${size}`);
	const desc: Descriptor = { mediaType: given.mediaType ?? mediaType, digest, size, ...(given.annotations ? { annotations: given.annotations } : {}) };
	if (isIndex(mediaType)) return { ref, desc, manifest };
	const [config = ''] = blobsOf(manifest);
	const value = parseJson(textBody(yield* getBlob(session, ref, config)));
	const own: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
	const { architecture, os, variant } = { ...own, ...given.platform } as Readonly<Record<string, unknown>>;
	return { ref, desc: { ...desc, platform: { architecture, os, ...(variant ? { variant } : {}) } }, manifest };
}
/** `type[platform],…:key=value`. Throws Failure. */
function parseAnnotation(text: string): Annotation[] {
	const fail = (why: string): Failure => new Failure(`failed to parse annotations: ${why}`);
	const at = text.indexOf('=');
	if (at < 0) throw fail(`invalid annotation ${JSON.stringify(text)}, expected key=value`);
	const [left, value] = [text.slice(0, at), text.slice(at + 1)];
	const colon = left.indexOf(':');
	if (colon < 0) return [{ type: '', platform: '', key: left, value }];
	return left
		.slice(0, colon)
		.split(',')
		.map((one) => {
			const match = /^([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?$/.exec(one);
			if (!match) throw fail(`invalid annotation type ${JSON.stringify(one)}, expected type and optional platform in square brackets`);
			const type = match[1] ?? '';
			if (!['index', 'index-descriptor', 'manifest', 'manifest-descriptor'].includes(type)) throw fail(`unknown annotation type ${JSON.stringify(type)}`);
			return { type, platform: match[2] ?? '', key: left.slice(colon + 1), value };
		});
}
/** The index over all sources, or the only source as it is. Throws Failure. Pure. */
function combine(sources: readonly Resolved[], annotations: readonly Annotation[], preferIndex: boolean): Pick<Manifest, 'text' | 'mediaType' | 'digest'> {
	const [first] = sources;
	if (first && sources.length === 1 && annotations.length === 0 && (isIndex(first.desc.mediaType) || !preferIndex))
		return { ...first.manifest, digest: first.desc.digest };
	const all = new Map<string, Descriptor>();
	for (const { desc, manifest } of sources)
		for (const one of isIndex(desc.mediaType) ? manifestsOf(manifest) : [desc]) all.set(one.digest, { ...all.get(one.digest), ...one });
	let manifests = [...all.values()];
	const mediaType = manifests.every((one) => one.mediaType.startsWith('application/vnd.docker.')) ? manifestList : index;
	const own: Record<string, string> = {};
	// Docker's manifest lists have no annotations.
	for (const { type, platform, key, value } of mediaType === index ? annotations : []) {
		if (type === 'index') own[key] = value;
		else if (type === 'manifest-descriptor')
			manifests = manifests.map((one) =>
				platform === '' || platform === platformOf(one.platform) ? { ...one, annotations: { ...one.annotations, [key]: value } } : one
			);
		else if (type === 'index-descriptor') throw new Failure(`${JSON.stringify(type)} annotations are invalid while creating an image`);
		else throw new Failure(`${JSON.stringify(type)} annotations are not supported yet`);
	}
	const ordered = manifests.map(({ mediaType: type, digest, size, annotations: notes, platform }) => ({
		mediaType: type,
		digest,
		size,
		...(notes && Object.keys(notes).length > 0 ? { annotations: notes } : {}),
		...(platform ? { platform } : {})
	}));
	const text = encodeJson({ schemaVersion: 2, mediaType, manifests: ordered, ...(Object.keys(own).length > 0 ? { annotations: own } : {}) }, { indent: '  ' });
	return { text, mediaType, digest: digestOf(text) };
}
/** Pushes the result under one name: what it names comes first. */
function* push(
	display: Display,
	vertex: number,
	tag: Reference,
	sources: readonly Resolved[],
	made: Pick<Manifest, 'text' | 'mediaType' | 'digest'>,
	env: Env
): Sys<void> {
	const began = yield* clock();
	yield* display.take({ vertex, step: `[internal] pushing ${full(tag)}` }, began);
	try {
		const to = yield* open(tag, 'pull,push', env);
		for (const { ref, desc, manifest } of sources) {
			if (fullName(ref) === fullName(tag)) continue;
			const now = yield* clock();
			yield* display.take({ vertex, line: `copying ${desc.digest} from ${full(ref)} to ${full(tag)}`, at: now - began }, now);
			const from = yield* open(ref, 'pull', env);
			const parts: Manifest[] = [];
			for (const one of isIndex(desc.mediaType) ? manifestsOf(manifest) : []) parts.push(yield* getManifest(from, { ...ref, digest: one.digest }));
			for (const part of [...parts, manifest]) {
				for (const blob of blobsOf(part)) yield* copyBlob(from, ref, to, tag, blob);
				yield* putManifest(to, tag, part.digest, part);
			}
		}
		const now = yield* clock();
		yield* display.take({ vertex, line: `pushing ${made.digest} to ${full(tag)}`, at: now - began }, now);
		yield* putManifest(to, tag, tag.tag ?? 'latest', made);
		const end = yield* clock();
		yield* display.take({ vertex, end: 'done', us: end - began }, end);
	} catch (error) {
		if (error instanceof Failure) yield* display.take({ vertex, error: error.text }, yield* clock());
		throw error;
	}
}
