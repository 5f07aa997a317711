// compose port: where a container's port is published (pkg/compose/port.go).
import { goQuote } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import type { Run } from '../command.ts';
import { engineOf } from '../engine.ts';
import { projectName } from '../project.ts';
import { findContainer } from './find.ts';

export const port: Run = function* (app, flags, [service = '', text = '']) {
	if (!/^\d+$/.test(text)) throw new Failure(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`);
	if (Number(text) > 65_535) throw new Failure(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`);
	const protocol = flags.text('protocol').toLowerCase();
	const container = yield* findContainer(engineOf(app), yield* projectName(app), service, flags.number('index'), { oneOff: 'include', all: false });
	const ports = container.Ports ?? [];
	const found = ports.find((one) => one.PrivatePort === Number(text) && one.Type === protocol);
	if (!found) {
		const name = (container.Names[0] ?? '').replace(/^\//, '');
		throw new Failure(`no port ${Number(text)}/${protocol} for container ${name}: ${ports.map((one) => `${one.PublicPort ?? 0}/${one.Type}`).join(', ')}`);
	}
	yield* out(`${found.IP ?? ''}:${found.PublicPort ?? 0}\n`);
	return 0;
};
