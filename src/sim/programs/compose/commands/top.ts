// compose top: the processes of all containers in one table (cmd/compose/top.go).
import type { Sys } from '../../../engine/index.ts';
import { compareBytes, tabulate } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import type { Run } from '../command.ts';
import { askJson, engineOf, getContainers, type Container, type Engine } from '../engine.ts';
import { group } from '../fibers.ts';
import { labels } from '../labels.ts';
import { canonicalName, serviceOf } from '../names.ts';
import { projectName } from '../project.ts';

interface Top {
	readonly container: Container;
	readonly Titles: readonly string[];
	readonly Processes: readonly (readonly string[])[] | null;
}
function* topOf(engine: Engine, container: Container): Sys<Top> {
	const top = yield* askJson<Omit<Top, 'container'>>(engine, 'GET', `/containers/${container.Id}/top`, { query: { ps_args: '' } });
	return { ...top, container };
}

export const top: Run = function* (app, _flags, services) {
	const engine = engineOf(app);
	const all = yield* getContainers(engine, yield* projectName(app), { oneOff: 'include', all: false });
	const containers = services.length > 0 ? all.filter((container) => services.includes(serviceOf(container))) : all;
	const tops = yield* group(
		containers.map((container) => topOf(engine, container)),
		{ cancels: true }
	);
	tops.sort((a, b) => compareBytes(canonicalName(a.container), canonicalName(b.container)));
	const titles = ['SERVICE', '#'];
	const rows: Readonly<Record<string, string>>[] = [];
	for (const { container, Titles, Processes } of tops)
		for (const process of Processes ?? []) {
			for (const title of Titles) if (!titles.includes(title)) titles.push(title);
			const own = Titles.map((title, i) => [title, process[i] ?? '']);
			rows.push({ SERVICE: serviceOf(container), '#': container.Labels[labels.number] ?? '', ...Object.fromEntries(own) });
		}
	if (rows.length === 0) return 0;
	// The command is the last column.
	const shown = titles.includes('CMD') ? [...titles.filter((title) => title !== 'CMD'), 'CMD'] : titles;
	const lines = [shown, ...rows.map((row) => shown.map((title) => row[title] ?? '-'))].map((cells) => `${cells.join('\t')}\n`).join('');
	yield* out(tabulate(lines, { minwidth: 4, tabwidth: 1, padding: 2, padchar: ' ' }));
	return 0;
};
