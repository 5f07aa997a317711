// compose images: the images of the project's containers (pkg/compose/images.go).
import type { Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import { compareBytes, encodeJson, humanDuration, humanSize, rfc3339nano } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import type { Run } from '../command.ts';
import { inspectImage, summaryOf, type ImageSummary } from '../converge/images.ts';
import { engineOf, labelFilter, listContainers, type Container, type Engine } from '../engine.ts';
import { group } from '../fibers.ts';
import { labels } from '../labels.ts';
import { canonicalName, serviceOf } from '../names.ts';
import { projectName } from '../project.ts';
import { printed } from './table.ts';

interface Row extends ImageSummary {
	readonly container: string;
	readonly platform: string;
}

export const images: Run = function* (app, flags, services) {
	const engine = engineOf(app);
	const all = yield* listContainers(engine, labelFilter([[labels.project, yield* projectName(app)]]), true);
	const containers = services.length > 0 ? all.filter((container) => services.includes(serviceOf(container))) : all;
	const rows = yield* group(
		containers.map((container) => rowOf(engine, container)),
		{ cancels: true }
	);
	rows.sort((a, b) => compareBytes(a.container, b.container));
	if (flags.bool('quiet')) {
		for (const id of new Set(rows.map((row) => row.id.slice(row.id.indexOf(':') + 1)))) yield* out(`${id}\n`);
		return 0;
	}
	if (flags.text('format') === 'json') {
		const list = rows.map((row) => ({
			ID: row.id,
			ContainerName: row.container,
			Repository: row.repository,
			Tag: row.tag,
			Platform: row.platform,
			Size: row.size,
			LastTagTime: rfc3339nano(row.tagged)
		}));
		yield* out(`${encodeJson(list.length > 0 ? list : null, { escapeHtml: false })}\n`);
		return 0;
	}
	const now = yield* clock();
	const cells = rows.map((row) => [
		row.container,
		row.repository || '<none>',
		row.tag || '<none>',
		row.platform,
		row.id.replace(/^sha256:/, '').slice(0, 12),
		humanSize(row.size, 3),
		`${humanDuration(Math.min(now - row.tagged, LONGEST))} ago`
	]);
	yield* out(printed(flags.text('format'), ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED'], cells, []));
	return 0;
};
/** Go's longest duration, 292 years, in µs. */
const LONGEST = Math.floor(2 ** 63 / 1000);

function* rowOf(engine: Engine, container: Container): Sys<Row> {
	const image = yield* inspectImage(engine, container.Image);
	const { Os, Architecture, Variant = '' } = image;
	return {
		...summaryOf(container.Image, image),
		container: canonicalName(container),
		platform: [Os, Architecture, ...(Variant === '' ? [] : [Variant])].join('/')
	};
}
