// The images of a project: which are there, pulling those that must be, building those that can be (build.go, pull.go, images.go).
import type { Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import type { Project, ServiceConfig } from '../../../values/compose/index.ts';
import { parseGoDuration, parseTime } from '../../../values/index.ts';
import { authHeaders } from '../../docker/auth.ts';
import { segment } from '../../docker/client/api.ts';
import { Failure } from '../../docker/failure.ts';
import { progressText, type ProgressMessage } from '../../docker/progress.ts';
import { familiarName, fullName, parseReference, tryReference, withLatest } from '../../docker/reference.ts';
import { buildServices } from '../build/build.ts';
import { askJson, isNotFound, nextOf, openStream, type Engine } from '../engine.ts';
import { Canceled, group } from '../fibers.ts';
import { labels } from '../labels.ts';
import { imageName } from '../names.ts';
import { withProgress, type Writer } from '../progress/writer.ts';
import type { Status } from '../progress/event.ts';
import { withService, type BuildOptions, type Work } from './state.ts';

export interface ImageSummary {
	readonly id: string;
	readonly repository: string;
	readonly tag: string;
	readonly size: number;
	/** µs since the epoch; before the year 1 when it was never tagged. */
	readonly tagged: number;
}
export interface ImageJson {
	readonly Id: string;
	readonly Size: number;
	readonly Os: string;
	readonly Architecture: string;
	readonly Variant?: string;
	readonly Metadata?: { readonly LastTagTime?: string };
}
export const inspectImage = (engine: Engine, name: string): Sys<ImageJson> => askJson<ImageJson>(engine, 'GET', `/images/${segment(name)}/json`);

/** Which of these images the engine has. */
export function* imageSummaries(engine: Engine, names: readonly string[]): Sys<Map<string, ImageSummary>> {
	const found = yield* group(
		names.map((name) => summary(engine, name)),
		{ cancels: true }
	);
	return new Map(found.flatMap((one, i) => (one ? [[names[i] ?? '', one]] : [])));
}
function* summary(engine: Engine, name: string): Sys<ImageSummary | undefined> {
	try {
		return summaryOf(name, yield* inspectImage(engine, name));
	} catch (e) {
		if (isNotFound(e)) return undefined;
		if (e instanceof Failure) throw new Failure(`unable to get image '${name}': ${e.text}`, e.code);
		throw e;
	}
}
/** The zero time of Go: 292 years are the most a duration holds. */
const NEVER = -62_135_596_800_000_000;
export function summaryOf(name: string, image: ImageJson): ImageSummary {
	const reference = tryReference(name);
	const named = reference && withLatest(reference);
	const tagged = parseTime(image.Metadata?.LastTagTime ?? '') ?? NEVER;
	return { id: image.Id, repository: named ? familiarName(named) : '', tag: named?.tag ?? '', size: image.Size, tagged };
}

function* localImages(work: Work): Sys<Map<string, ImageSummary>> {
	const { engine, project } = work;
	const names = new Set<string>();
	for (const service of Object.values(project.services)) {
		names.add(imageName(engine, service, project.name));
		for (const { type, source = '' } of service.volumes ?? []) if (type === 'image') names.add(source);
	}
	const images = yield* imageSummaries(engine, [...names]);
	for (const service of Object.values(project.services)) {
		const name = imageName(engine, service, project.name);
		const image = images.get(name);
		if (!image || (service.platform ?? '') === '') continue;
		const { Os, Architecture, Variant = '' } = yield* inspectImage(engine, image.id);
		const [os = '', arch = '', variant = ''] = (service.platform ?? '').split('/');
		// The local image is for another platform: as if there were none.
		if (os !== Os || (arch !== '' && arch !== Architecture) || (variant !== '' && variant !== Variant)) images.delete(name);
	}
	return images;
}

/** Pulls and builds what is needed; afterwards each service knows its image by a label. */
export function* ensureImages(work: Work, build: BuildOptions | undefined, quietPull: boolean): Sys<void> {
	const { engine } = work;
	for (const [name, service] of Object.entries(work.project.services))
		if (!service.provider && (service.image ?? '') === '' && !service.build) throw new Failure(`invalid service "${name}". Must specify either image or build`);
	const images = yield* localImages(work);
	yield* pullRequired(work, images, quietPull);
	const ids = new Map([...images].map(([name, image]) => [name, image.id]));
	if (build) for (const [name, id] of yield* buildServices(work, build, new Set(images.keys()))) ids.set(name, id);
	for (const service of Object.values(work.project.services)) {
		const id = ids.get(imageName(engine, service, work.project.name));
		if (id !== undefined) work.project = withService(work.project, { ...service, customLabels: { ...service.customLabels, [labels.image]: id } });
	}
}

function* mustPull(service: ServiceConfig, images: ReadonlyMap<string, ImageSummary>): Sys<boolean> {
	const image = service.image ?? '';
	const policy = service.pull_policy ?? '';
	if (service.provider || image === '' || policy === 'never' || policy === 'build') return false;
	if (policy === 'always') return true;
	const local = images.get(image);
	if (!local) return true;
	const every = { daily: 86_400e6, weekly: 604_800e6 }[policy] ?? (policy.startsWith('every_') ? refresh(policy.slice('every_'.length)) : undefined);
	return every !== undefined && (yield* clock()) > local.tagged + every;
}
/** "1w2d3h4m5s" in µs. */
function refresh(text: string): number {
	const match = /^(?:(\d+)w)?(?:(\d+)d)?(.*)$/.exec(text);
	const rest = match?.[3] ?? '';
	return Number(match?.[1] ?? 0) * 604_800e6 + Number(match?.[2] ?? 0) * 86_400e6 + (rest === '' ? 0 : parseGoDuration(rest));
}

function* pullRequired(work: Work, images: Map<string, ImageSummary>, quiet: boolean): Sys<void> {
	const { engine, project } = work;
	const needed: ServiceConfig[] = [];
	for (const service of Object.values(project.services)) {
		if (yield* mustPull(service, images)) needed.push(service);
		for (const [i, { type, source = '' }] of (service.volumes ?? []).entries())
			if (type === 'image' && !images.has(source)) needed.push({ name: `${service.name}:volume ${i}`, image: source });
	}
	if (needed.length === 0) return;
	yield* withProgress(engine, 'Running', function* (writer) {
		yield* group(
			needed.map((service) => pullOne(engine, writer, project, service, quiet, images)),
			{ cancels: true, limit: engine.parallel }
		);
	});
}
function* pullOne(engine: Engine, writer: Writer, project: Project, service: ServiceConfig, quiet: boolean, images: Map<string, ImageSummary>): Sys<void> {
	try {
		const id = yield* pullImage(engine, writer, service, quiet, project.environment['DOCKER_DEFAULT_PLATFORM'] ?? '');
		images.set(service.image ?? '', { id, repository: service.image ?? '', tag: '', size: 0, tagged: yield* clock() });
	} catch (e) {
		// What can be built need not be pulled.
		const buildable = service.build ?? Object.values(project.services).find((one) => one.image === service.image && one.build);
		if (!(e instanceof Failure) || !buildable) throw e;
	}
}

const withoutPrefix = (text: string): string => text.replace(/^Error response from daemon: /, '');

/** pullServiceImage; answers the image's id. */
export function* pullImage(engine: Engine, writer: Writer, service: ServiceConfig, quiet: boolean, platform: string): Sys<string> {
	const image = service.image ?? '';
	yield* writer.event({ id: service.name, status: 'working', text: 'Pulling' });
	if (engine.dryRun) {
		yield* writer.event({ id: service.name, status: 'done', text: 'Pulled' });
		return 'dryRunId';
	}
	const reference = withLatest(parseReference(image));
	let stream;
	try {
		stream = yield* openStream(engine, 'POST', '/images/create', {
			query: { fromImage: fullName(reference), tag: reference.digest ?? reference.tag, platform: ((service.platform ?? '') || platform).toLowerCase() },
			headers: authHeaders(engine.cli, image)
		});
	} catch (e) {
		if (e instanceof Canceled) {
			yield* writer.event({ id: service.name, status: 'warning', text: '', statusText: 'Interrupted' });
			return '';
		}
		if (e instanceof Failure)
			yield* writer.event({
				id: service.name,
				...(service.build ? ({ status: 'warning', text: 'Warning' } as const) : ({ status: 'error', text: 'Error' } as const)),
				statusText: withoutPrefix(e.text)
			});
		throw e;
	}
	for (let next = yield* nextOf(stream); next; next = yield* nextOf(next.stream)) {
		const message = next.message as ProgressMessage;
		const error = message.errorDetail?.message ?? message.error;
		if (error !== undefined) throw new Failure(error);
		if (!quiet) yield* pullEvent(writer, service.name, message);
	}
	yield* writer.event({ id: service.name, status: 'done', text: 'Pulled' });
	return (yield* inspectImage(engine, image)).Id;
}

const finished = ['Download complete', 'Already exists', 'Pull complete'];
function* pullEvent(writer: Writer, parent: string, { id = '', status = '', progressDetail }: ProgressMessage): Sys<void> {
	if (id === '' || !progressDetail) return;
	const { current = 0, total = 0 } = progressDetail;
	const counts = ['Downloading', 'Extracting', 'Verifying Checksum'].includes(status);
	const done = finished.includes(status) || status.includes('Image is up to date') || status.includes('Downloaded newer image');
	yield* writer.event({
		id,
		parent,
		text: status,
		status: (done ? 'done' : 'working') satisfies Status,
		statusText: progressText(progressDetail, 200),
		...(counts ? { current, total } : {}),
		percent: done ? 100 : counts && total > 0 ? Math.trunc((current * 100) / total) : 0
	});
}
