// compose logs: the logs of all containers, at once or followed (cmd/compose/logs.go).
import type { Sys } from '../../../engine/index.ts';
import { Failure } from '../../docker/failure.ts';
import { timestamp } from '../../docker/opts/timestamp.ts';
import { followLogs } from '../attached/follow.ts';
import { logLine, newConsumer, type Consumer } from '../attached/consumer.ts';
import { openLog, readLines, type LogQuery } from '../attached/streams.ts';
import type { Run } from '../command.ts';
import { engineOf, getContainers, type Container, type Engine } from '../engine.ts';
import { group, readable } from '../fibers.ts';
import { serviceOf } from '../names.ts';
import { projectOrName } from '../project.ts';
import { findContainer } from './find.ts';

export const logs: Run = function* (app, flags, given) {
	const index = flags.number('index');
	if (index > 0 && given.length !== 1) throw new Failure('--index requires one service to be selected');
	const { project, name } = yield* projectOrName(app, given);
	let services = given;
	if (project && services.length === 0) services = Object.values(project.services).flatMap((service) => (service.attach === false ? [] : [service.name]));
	const engine = engineOf(app);
	const options = { color: !flags.bool('no-color'), prefix: !flags.bool('no-log-prefix'), timestamps: false };
	const consumer = newConsumer(app, options);
	const query: LogQuery = {
		follow: flags.bool('follow'),
		since: yield* timestamp('since', flags.text('since')),
		until: yield* timestamp('until', flags.text('until')),
		tail: flags.text('tail'),
		timestamps: flags.bool('timestamps')
	};
	let containers: readonly Container[] =
		index > 0
			? [yield* findContainer(engine, name, services[0] ?? '', index, { oneOff: 'exclude', all: true })]
			: yield* getContainers(engine, name, { oneOff: 'exclude', all: true, services });
	if (project && services.length === 0) containers = containers.filter((container) => Object.hasOwn(project.services, serviceOf(container)));
	if (query.follow) return yield* followLogs(app, engine, name, services, consumer, containers, query);
	yield* group(
		containers.map((container) => showLog(engine, consumer, container, query)),
		{ cancels: true }
	);
	return 0;
};

function* showLog(engine: Engine, consumer: Consumer, container: Container, query: LogQuery): Sys<void> {
	const { output, whole } = yield* openLog(engine, container, query);
	for (const { text } of whole ?? []) yield* logLine(consumer, output.name, text);
	if (whole) return;
	for (;;) {
		yield* readable(output.fd);
		const { lines, ended } = yield* readLines(output);
		for (const { text } of lines) yield* logLine(consumer, output.name, text);
		if (ended) return;
	}
}
