// `docker compose ls`: projects by their containers' labels, with how many are in which state (cmd/compose/list.go, pkg/compose/ls.go).
import type { Sys } from '../../../engine/index.ts';
import { compareBytes, compileRegExp, encodeJson, goQuote, tabulate } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import type { App } from '../app.ts';
import type { Run } from '../command.ts';
import { askJson, type Container } from '../engine.ts';
import { filtersJson } from '../../docker/client/api.ts';
import { labels } from '../labels.ts';
import { warn } from '../log.ts';

interface Stack {
	readonly Name: string;
	readonly Status: string;
	readonly ConfigFiles: string;
}

/** "exited(1), running(2)". */
function statusOf(containers: readonly Container[]): string {
	const counts = new Map<string, number>();
	for (const { State } of containers) counts.set(State, (counts.get(State) ?? 0) + 1);
	const states = [...counts].sort(([a], [b]) => compareBytes(a, b));
	return states.map(([state, count]) => `${state}(${count})`).join(', ');
}

function* filesOf(app: App, containers: readonly Container[]): Sys<string> {
	const files: string[] = [];
	for (const { Id, Labels } of containers) {
		const given = Labels[labels.configFiles];
		if (given === undefined) {
			yield* warn(app, `no label ${goQuote(labels.configFiles)} set on container ${goQuote(Id)} of compose project`);
			return 'N/A';
		}
		for (const file of given.split(',')) if (!files.includes(file)) files.push(file);
	}
	return files.join(',');
}

function* stacks(app: App, all: boolean): Sys<Stack[]> {
	const filters = filtersJson({ label: [labels.project, labels.configHash] });
	const query = { ...(filters === undefined ? {} : { filters }), ...(all ? { all: true } : {}) };
	const containers = yield* askJson<readonly Container[]>(app, 'GET', '/containers/json', { query });
	const groups = new Map<string, Container[]>();
	for (const container of containers) {
		const name = container.Labels[labels.project] ?? '';
		const group = groups.get(name);
		if (group) group.push(container);
		else groups.set(name, [container]);
	}
	const found: Stack[] = [];
	for (const [Name, group] of [...groups].sort(([a], [b]) => compareBytes(a, b))) {
		found.push({ Name, Status: statusOf(group), ConfigFiles: yield* filesOf(app, group) });
	}
	return found;
}

const matchesName = (patterns: readonly string[], name: string): boolean =>
	patterns.some((pattern) => pattern === name || compileRegExp(pattern, { syntax: 're2' }).exec(name, 0) !== null);

export const ls: Run = function* (app, flags) {
	const filters = flags.filters('filter');
	const unknown = Object.keys(filters).find((key) => key !== 'name');
	if (unknown !== undefined) throw new Failure(`invalid filter '${unknown}'`);
	let found = yield* stacks(app, flags.bool('all'));
	const names = filters['name'];
	if (names) found = found.filter((stack) => matchesName(names, stack.Name));
	const format = flags.text('format').toLowerCase();
	if (flags.bool('quiet')) yield* out(found.map((stack) => `${stack.Name}\n`).join(''));
	else if (format === 'json') yield* out(`${encodeJson(found, { escapeHtml: false })}\n`);
	else if (['', 'table', 'pretty'].includes(format)) {
		const rows = found.map((stack) => `${stack.Name}\t${stack.Status}\t${stack.ConfigFiles}\n`);
		yield* out(tabulate(`NAME\tSTATUS\tCONFIG FILES\n${rows.join('')}`, { minwidth: 20, tabwidth: 1, padding: 3, padchar: ' ' }));
	} else throw new Failure(`format value ${goQuote(flags.text('format'))} could not be parsed: parsing failed`);
	return 0;
};
