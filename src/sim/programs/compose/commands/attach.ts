// compose attach and compose export: docker's own, on a service's container.
import dockerAttach from '../../docker/commands/container/attach.ts';
import { isatty } from '../../../kernel/index.ts';
import { concat } from '../../../values/index.ts';
import { download } from '../../docker/client/api.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import { dirName, writeFile } from '../../docker/files.ts';
import { checkDirectory } from '../../docker/output-file.ts';
import type { Run } from '../command.ts';
import { flag, runDocker } from '../docker-command.ts';
import { engineOf } from '../engine.ts';
import { canonicalName } from '../names.ts';
import { withProgress } from '../progress/writer.ts';
import { projectName } from '../project.ts';
import { findContainer } from './find.ts';

export const attach: Run = function* (app, flags, [service = '']) {
	const container = yield* findContainer(engineOf(app), yield* projectName(app), service, flags.number('index'), { oneOff: 'include', all: false });
	return yield* runDocker(app, dockerAttach, [
		...flag('detach-keys', flags.text('detach-keys')),
		`--no-stdin=${flags.bool('no-stdin')}`,
		`--sig-proxy=${flags.bool('sig-proxy')}`,
		container.Id
	]);
};

export const exportContainer: Run = function* (app, flags, [service = '']) {
	const output = flags.text('output');
	const container = yield* findContainer(engineOf(app), yield* projectName(app), service, flags.number('index'), { oneOff: 'include', all: false });
	yield* withProgress(app, 'Exporting', function* (writer) {
		if (output === '') {
			if (yield* isatty(1)) throw new Failure('output option is required when exporting to terminal');
		} else yield* checkDirectory(dirName(output), 'failed to export container: ');
		const id = canonicalName(container);
		yield* writer.event({ id, text: `export ${id} to ${output}`, status: 'working', statusText: 'Exporting' });
		const chunks: Uint8Array[] = [];
		yield* download(app.cli, 'GET', `/containers/${container.Id}/export`, {}, function* (chunk) {
			if (output === '') yield* out(chunk);
			else chunks.push(chunk);
		});
		if (output !== '') yield* writeFile(output, concat(chunks), 0o600);
	});
	return 0;
};
