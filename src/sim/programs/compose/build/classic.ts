// The builder before BuildKit (DOCKER_BUILDKIT=0): a service's context goes to the engine as a tar (pkg/compose/build_classic.go).
// FIDELITY: the tar is not compressed, so the size that is told is the tar's own.
import { Errno, type Sys } from '../../../engine/index.ts';
import { stat } from '../../../kernel/index.ts';
import type { BuildConfig } from '../../../values/compose/index.ts';
import { encodeJson, goQuote } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { stream } from '../../docker/client/api.ts';
import { context, sending } from '../../docker/commands/image/build.ts';
import { Failure } from '../../docker/failure.ts';
import { showProgress } from '../../docker/progress.ts';
import type { Engine } from '../engine.ts';
import type { Target } from './bake.ts';

/** What the image says of how it was made. */
const BUILDER = 'com.docker.compose.image.builder';

/** Builds one service's image; answers its id. */
export function* buildClassic(engine: Engine, build: BuildConfig, target: Target): Sys<string> {
	checkFeatures(build);
	yield* checkContext(target.context);
	const { tar, dockerfile } = yield* context(target.context, target.dockerfile);
	yield* out(sending(tar.length));
	let id = '';
	const progress = yield* stream(engine.cli, 'POST', '/build', {
		query: {
			t: target.tags,
			dockerfile,
			nocache: build.no_cache === true,
			pull: build.pull === true,
			target: target.stage,
			networkmode: target.network,
			version: '1',
			buildargs: encodeJson(target.args),
			labels: encodeJson({ ...target.labels, [BUILDER]: 'classic' })
		},
		headers: { 'Content-Type': 'application/x-tar' },
		body: tar
	});
	try {
		yield* showProgress(progress, 1, function* (value) {
			if (typeof value === 'object' && value !== null && 'ID' in value && typeof value.ID === 'string') id = value.ID;
		});
	} catch (e) {
		if (e instanceof Failure && e.status !== undefined) throw new Failure(e.text, e.status || 1);
		throw e;
	}
	return id;
}

function checkFeatures(build: BuildConfig): void {
	const refused: readonly (readonly [boolean, string])[] = [
		[(build.platforms ?? []).length > 1, 'multi-arch build'],
		[build.privileged === true, 'privileged mode'],
		[Object.keys(build.additional_contexts ?? {}).length > 0, 'additional contexts'],
		[(build.ssh ?? []).length > 0, 'SSH keys'],
		[(build.secrets ?? []).length > 0, 'secrets']
	];
	const [, what] = refused.find(([asked]) => asked) ?? [];
	if (what !== undefined) throw new Failure(`the classic builder doesn't support ${what}, set DOCKER_BUILDKIT=1 to use BuildKit`);
}
function* checkContext(dir: string): Sys<void> {
	try {
		yield* stat(dir);
	} catch (e) {
		if (e instanceof Errno) throw new Failure(`unable to prepare context: path ${goQuote(dir)} not found`);
		throw e;
	}
}
