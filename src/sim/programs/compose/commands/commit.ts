// compose commit: an image of what a service's container has become (pkg/compose/commit.go).
import { askJson, engineOf } from '../engine.ts';
import { fullName, parseReference, withLatest } from '../../docker/reference.ts';
import type { Run } from '../command.ts';
import { canonicalName } from '../names.ts';
import { withProgress } from '../progress/writer.ts';
import { projectName } from '../project.ts';
import { findContainer } from './find.ts';

export const commit: Run = function* (app, flags, [service = '', reference = '']) {
	const engine = engineOf(app);
	const container = yield* findContainer(engine, yield* projectName(app), service, flags.number('index'), { oneOff: 'include', all: false });
	yield* withProgress(app, 'Committing', function* (writer) {
		const id = canonicalName(container);
		const text = `Commit ${id}`;
		yield* writer.event({ id, text, status: 'working', statusText: 'Committing' });
		if (app.dryRun) return yield* writer.event({ id, text, status: 'done', statusText: 'Committed' });
		const named = reference === '' ? undefined : withLatest(parseReference(reference));
		const { Id } = yield* askJson<{ Id: string }>(engine, 'POST', '/commit', {
			query: {
				container: container.Id,
				repo: named && fullName(named),
				tag: named?.tag,
				comment: flags.text('message'),
				author: flags.text('author'),
				changes: flags.list('change'),
				pause: flags.bool('pause') ? undefined : '0'
			},
			body: { json: null }
		});
		yield* writer.event({ id, text, status: 'done', statusText: `Committed as ${Id}` });
	});
	return 0;
};
