// compose ps: the project's containers as a table, by a template or as JSON (cmd/compose/ps.go, cmd/formatter/container.go).
import type { Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import { compareBytes, goQuote, goTimeString, humanDuration } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { containerHeaders, containerSize, displayPorts, rawFormat } from '../../docker/format/container.ts';
import { ellipsis, formatRows, labelFields, type Fields } from '../../docker/format/write.ts';
import type { Run } from '../command.ts';
import { engineOf, getContainers, inspect, type Container, type Engine, type Inspected } from '../engine.ts';
import { group } from '../fibers.ts';
import { labels } from '../labels.ts';
import { canonicalName, serviceOf } from '../names.ts';
import { projectOrName } from '../project.ts';

/** What the header's map does not have. */
const NO_VALUE = '<no value>';
const headers = {
	...containerHeaders,
	Name: 'NAME',
	Project: 'PROJECT',
	Service: 'SERVICE',
	ExitCode: NO_VALUE,
	Health: NO_VALUE,
	LocalVolumes: NO_VALUE,
	Mounts: NO_VALUE,
	Names: NO_VALUE,
	Networks: NO_VALUE,
	Platform: NO_VALUE,
	Publishers: NO_VALUE
};
const tableFormat = 'table {{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}';

function wantedStates(flags: Flags): readonly string[] {
	const states = [...flags.list('status')];
	const filter = flags.text('filter');
	if (filter === '') return states;
	const at = filter.indexOf('=');
	if (at < 0) throw new Failure('arguments to --filter should be in form KEY=VAL');
	const key = filter.slice(0, at);
	if (key === 'source') throw new Failure('not implemented');
	if (key !== 'status') throw new Failure(`unknown filter ${key}`);
	return [...states, filter.slice(at + 1)];
}

export const ps: Run = function* (app, flags, given) {
	const states = wantedStates(flags);
	const { project, name } = yield* projectOrName(app, given);
	let services = given;
	if (project && services.length === 0 && !flags.bool('orphans')) services = Object.keys(project.services).sort();
	const engine = engineOf(app);
	const all = flags.bool('all') || states.length > 0;
	const listed = yield* getContainers(engine, name, { oneOff: all ? 'include' : 'exclude', all, services });
	const rows = (yield* group(listed.map((container) => inspected(engine, container))))
		.filter(({ container }) => states.length === 0 || states.includes(container.State))
		.sort((a, b) => compareBytes(canonicalName(a.container), canonicalName(b.container)));
	if (flags.bool('quiet')) {
		for (const { container } of rows) yield* out(`${container.Id}\n`);
		return 0;
	}
	if (flags.bool('services')) {
		yield* out(`${[...new Set(rows.map(({ container }) => serviceOf(container)))].join('\n')}\n`);
		return 0;
	}
	const asked = flags.text('format');
	const source = asked === '' ? (app.cli.config.psFormat ?? '') : asked;
	const format = source === 'table' || source === '' ? tableFormat : source === 'raw' ? rawFormat : source;
	const now = yield* clock();
	const trunc = !flags.bool('no-trunc');
	yield* out(
		formatRows(
			format,
			headers,
			rows.map((row) => fieldsOf(row.container, row.state, trunc, now)),
			'*formatter.ContainerContext'
		)
	);
	return 0;
};

function* inspected(engine: Engine, container: Container): Sys<{ container: Container; state: Inspected['State'] }> {
	return { container, state: (yield* inspect(engine, container.Id)).State };
}

function fieldsOf(container: Container, state: Inspected['State'], trunc: boolean, now: number): Fields {
	const ports = [...(container.Ports ?? [])].sort((a, b) => a.PrivatePort - b.PrivatePort);
	const mounts = (container.Mounts ?? []).map((mount) => ((mount.Name ?? '') === '' ? mount.Source : (mount.Name ?? '')));
	const names = container.Names.map((one) => one.replace(/^\//, ''));
	const own = names.find((one) => !one.includes('/'));
	const created = container.Created * 1_000_000;
	return {
		Command: goQuote(trunc ? ellipsis(container.Command, 20) : container.Command),
		CreatedAt: goTimeString(created),
		ExitCode: state.Status === 'exited' || state.Status === 'dead' ? state.ExitCode : 0,
		Health: state.Status === 'running' ? (state.Health?.Status ?? '') : '',
		ID: trunc ? container.Id.slice(0, 12) : container.Id,
		Image: container.Image,
		...labelFields(container.Labels),
		LocalVolumes: String((container.Mounts ?? []).filter((mount) => mount.Driver === 'local').length),
		Mounts: mounts.map((mount) => (trunc ? ellipsis(mount, 15) : mount)).join(','),
		Name: canonicalName(container),
		Names: (trunc && own !== undefined ? [own] : names).join(','),
		Networks: Object.keys(container.NetworkSettings?.Networks ?? {}).join(','),
		Ports: displayPorts(ports),
		Project: container.Labels[labels.project] ?? '',
		Publishers: ports.map(({ IP = '', PrivatePort, PublicPort = 0, Type }) => ({
			URL: IP,
			TargetPort: PrivatePort,
			PublishedPort: PublicPort,
			Protocol: Type
		})),
		RunningFor: `${humanDuration(now - created)} ago`,
		Service: serviceOf(container),
		Size: containerSize(container.SizeRw ?? 0, container.SizeRootFs ?? 0),
		State: container.State,
		Status: container.Status
	};
}
