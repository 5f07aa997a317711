// `docker buildx imagetools inspect`: an image in its registry, without pulling it. Follows util/imagetools/printers.go.
// Leaves out attestations (SBOM and provenance). Invariant: nothing is written anywhere.
import type { Sys } from '../../../engine/index.ts';
import { full, parseReference, ReferenceError, withDefaultTag, type Reference } from '../../../oci/index.ts';
import { encodeJson, execute, parseJson, parseTemplate, tabulate, TemplateError } from '../../../values/index.ts';
import { GoStruct } from '../../../values/go-print.ts';
import { textBody, type RegistrySession } from '../../../dockerd/index.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { getBlob, getManifest, isIndex, manifestsOf, open, type Descriptor, type Manifest } from './registry.ts';

/** A reference with its tag. Throws Failure. */
export function named(name: string): Reference {
	try {
		return withDefaultTag(parseReference(name));
	} catch (e) {
		if (e instanceof ReferenceError) throw new Failure(e.message);
		throw e;
	}
}
const columns = (rows: readonly (readonly string[])[]): string =>
	tabulate(rows.map((row) => `${row.join('\t')}\n`).join(''), { minwidth: 0, tabwidth: 0, padding: 1, padchar: ' ' });
export const platformOf = (platform: Descriptor['platform']): string =>
	['os', 'architecture', 'variant']
		.map((key) => String(platform?.[key] ?? ''))
		.filter((part) => part !== '')
		.join('/');

/** Prints what a registry has under a name. Throws Failure with the registry's text. */
export function* inspectImage(flags: Flags, args: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	const given = args[0] ?? '';
	const ref = named(given);
	const session = yield* open(ref, 'pull', env);
	const manifest = yield* getManifest(session, ref);
	const format = flags.text('format');
	if (flags.bool('raw')) yield* out(manifest.text);
	else if (format === '' || format.startsWith('{{.Manifest}}')) yield* out(pretty(ref, manifest));
	else yield* out(byTemplate(format, given, manifest, yield* configs(session, ref, manifest)));
	return 0;
}
function pretty(ref: Reference, manifest: Manifest): string {
	const head = columns([
		['Name:', full(ref)],
		['MediaType:', manifest.mediaType],
		['Digest:', manifest.digest]
	]);
	if (!isIndex(manifest.mediaType)) return head;
	const rows = manifestsOf(manifest).flatMap(({ digest, mediaType, platform }, i) => [
		...(i === 0 ? [] : [['', '']]),
		['  Name:', `${full({ ...ref, digest })}`],
		['  MediaType:', mediaType],
		...(platform ? [['  Platform:', platformOf(platform)]] : [])
	]);
	return `${head}${columns([
		['', ''],
		['Manifests:', '']
	])}${columns(rows)}`;
}
/** Configurations by platform. */
function* configs(session: RegistrySession, ref: Reference, manifest: Manifest): Sys<Map<string, unknown>> {
	const found = new Map<string, unknown>();
	const one = function* (of: Manifest): Sys<void> {
		const config = of.value['config'];
		const digest = typeof config === 'object' && config !== null && 'digest' in config ? String(config.digest) : '';
		const value = parseJson(textBody(yield* getBlob(session, ref, digest)));
		if (typeof value !== 'object' || value === null) return;
		const all: Readonly<Record<string, unknown>> = { ...value };
		const ordered = ['created', 'author', 'architecture', 'os', 'config', 'rootfs', 'history'].filter((key) => all[key] !== undefined);
		found.set(platformOf(all), Object.fromEntries(ordered.map((key) => [key, all[key]])));
	};
	if (!isIndex(manifest.mediaType)) yield* one(manifest);
	else
		for (const { digest, platform } of manifestsOf(manifest))
			if (platform && platform['os'] !== 'unknown') yield* one(yield* getManifest(session, { ...ref, digest }));
	return found;
}
function byTemplate(format: string, name: string, manifest: Manifest, images: ReadonlyMap<string, unknown>): string {
	const { mediaType, digest, size } = manifest;
	const described = isIndex(mediaType) ? { schemaVersion: 2, mediaType, digest, size, manifests: manifestsOf(manifest) } : { mediaType, digest, size };
	const image = images.size > 1 ? Object.fromEntries(images) : [...images.values()][0];
	const shown = new GoStruct('v1.Descriptor', { MediaType: mediaType, Digest: digest, Size: size, Manifests: manifestsOf(manifest) });
	const root = new GoStruct('imagetools.tplInput', { Name: name, Manifest: shown, Image: image });
	const plain = new Map<unknown, unknown>([
		[shown, described],
		[root, { name, manifest: described, image }]
	]);
	const json = (value: unknown): string => encodeJson(plain.get(value) ?? value, { indent: '  ' });
	try {
		return execute(parseTemplate(format, { funcs: { json } }), root);
	} catch (error) {
		if (error instanceof TemplateError) throw new Failure(error.message);
		throw error;
	}
}
