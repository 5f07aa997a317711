// Removing stopped containers, all at once (pkg/compose/remove.go).
import type { Sys } from '../../../engine/index.ts';
import { removeContainer, type Container } from '../engine.ts';
import { group } from '../fibers.ts';
import { progressName } from '../names.ts';
import { removed, removing } from '../progress/event.ts';
import type { Work } from './state.ts';

export function* removeContainers(work: Work, containers: readonly Container[], options: { readonly force: boolean; readonly volumes: boolean }): Sys<void> {
	yield* group(
		containers.map((container) => removeOne(work, container, options)),
		{ cancels: true }
	);
}
function* removeOne(work: Work, container: Container, options: { readonly force: boolean; readonly volumes: boolean }): Sys<void> {
	const id = progressName(container);
	yield* work.writer.event(removing(id));
	yield* removeContainer(work.engine, container.Id, options);
	yield* work.writer.event(removed(id));
}
