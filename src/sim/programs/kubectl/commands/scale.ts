// kubectl scale: replicas through the scale subresource, with preconditions.
import type { Sys } from '../../../engine/index.ts';
import { monotonic, sleep } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { build, type Info } from '../builder.ts';
import { resourceArguments } from '../complete-resources.ts';
import { num, obj, put, str, type Json } from '../dig.ts';
import { pathOf } from '../discovery.ts';
import { Failure, throwAll } from '../failure.ts';
import { scaleHelp } from '../help/scale.ts';
import { dryRunOf, getObject, patchObject, resultPrinter, said, type DryRun } from '../operations.ts';
import { recorded } from '../record.ts';
import { call } from '../rest.ts';
import type { Session } from '../session.ts';
import { command } from '../tree.ts';

function* scaleOnce(s: Session, info: Info, dry: DryRun): Sys<void> {
	const { mapping, namespace, name } = info;
	const replicas = s.num('replicas');
	const query = { dryRun: dry === 'server' ? 'All' : undefined };
	const path = pathOf(mapping, namespace, name, 'scale');
	const version = s.str('resource-version');
	if (s.num('current-replicas') === -1 && version === '') {
		yield* call(s, 'PATCH', path, { body: { spec: { replicas } }, contentType: 'application/merge-patch+json', query });
		return;
	}
	const current = yield* call(s, 'GET', path);
	const size = num(current, 'spec', 'replicas');
	if (s.num('current-replicas') !== -1 && size !== s.num('current-replicas'))
		throw new Failure(`Expected replicas to be ${s.num('current-replicas')}, was ${size}`);
	if (version !== '' && str(current, 'metadata', 'resourceVersion') !== version)
		throw new Failure(`Expected resource version to be ${version}, was ${str(current, 'metadata', 'resourceVersion')}`);
	yield* call(s, 'PUT', path, { body: put(current, ['spec', 'replicas'], replicas), query });
}
function* awaitReplicas(s: Session, info: Info): Sys<void> {
	const until = (yield* monotonic()) + s.num('timeout');
	for (;;) {
		const object = yield* getObject(s, info.mapping, info.namespace, info.name);
		if (num(object, 'status', 'observedGeneration') >= num(object, 'metadata', 'generation') && num(object, 'status', 'replicas') === s.num('replicas')) return;
		if ((yield* monotonic()) >= until) throw new Failure('timed out waiting for the condition');
		yield* sleep(1_000_000);
	}
}
const withReplicas = (info: Info, replicas: number): Json =>
	info.mapping.group === 'apps' || info.mapping.group === '' ? put(info.object ?? {}, ['spec', 'replicas'], replicas) : (info.object ?? {});

function* run(s: Session): Sys<number> {
	const replicas = s.num('replicas');
	const dry = yield* dryRunOf(s);
	const print = yield* resultPrinter(s);
	if (replicas < 0) throw new Failure('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
	if (s.num('current-replicas') < -1) throw new Failure('The --current-replicas must specify an integer of -1 or greater');
	const built = yield* build(s, { fetch: true, latest: false, allowEmptySelector: s.bool('all'), labelSelector: s.str('selector') });
	if (s.str('resource-version') !== '' && built.infos.length > 1) throw new Failure('cannot use --resource-version with multiple resources');
	if (built.infos.length === 0) {
		throwAll(built.errors);
		throw new Failure('no objects passed to scale');
	}
	for (const info of built.infos) {
		if (dry === 'client') {
			yield* print(withReplicas(info, replicas), said('scaled', dry));
			continue;
		}
		if (!info.mapping.subresources.some(({ name }) => name === 'scale'))
			throw new ApiError({
				kind: 'Status',
				apiVersion: 'v1',
				metadata: {},
				status: 'Failure',
				reason: 'NotFound',
				code: 404,
				message: 'the server could not find the requested resource'
			});
		yield* scaleOnce(s, info, dry);
		if (s.bool('record') && dry === 'none')
			yield* patchObject(s, info.mapping, info.namespace, info.name, { metadata: { annotations: obj(recorded(s, {}), 'metadata', 'annotations') } }, 'merge');
		if (s.num('timeout') > 0 && dry === 'none') yield* awaitReplicas(s, info);
		yield* print(withReplicas(info, replicas), said('scaled', dry));
	}
	throwAll(built.errors);
	return 0;
}
export const scale = command(scaleHelp, { run, complete: resourceArguments, required: ['replicas'] });
