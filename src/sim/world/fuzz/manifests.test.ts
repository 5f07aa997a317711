// Generated manifests against a control plane: valid ones are taken, the others refused with the field that is wrong; nothing throws.
// DRYDOCK_SEEDS and DRYDOCK_FIRST_SEED choose more.
import { describe, expect, test } from 'vitest';
import { controlPlane } from '../../client/harness.ts';
import { ApiError, create, requestValue } from '../../client/index.ts';
import { drawFrom } from './harness.ts';
import { drawManifest, type Manifest } from './manifests.ts';

const seeds = Number(process.env['DRYDOCK_SEEDS'] ?? 600);
const first = Number(process.env['DRYDOCK_FIRST_SEED'] ?? 1);

const plane = controlPlane();
plane.advance(2);
plane.run(() => create('v1/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } }));
const clusterWide = new Set(['storageclasses', 'namespaces', 'priorityclasses']);

/** What the server says to it: nothing, or what is wrong. */
function* answer({ resource, object }: Manifest) {
	const parts = resource.split('/');
	const plural = parts.pop() ?? '';
	const where = `${parts.length === 1 ? '/api' : '/apis'}/${parts.join('/')}${clusterWide.has(plural) ? '' : '/namespaces/default'}/${plural}`;
	try {
		yield* requestValue('POST', `${where}?dryRun=All&fieldValidation=Strict`, object);
		return '';
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		const causes = (error.status.details?.causes ?? []) as readonly { field?: string }[];
		return error.code === 422 ? causes.map(({ field }) => field).join(' ') : `${error.code} ${error.message}`;
	}
}
const agrees = (said: string, field: string | undefined): boolean =>
	field === undefined
		? said === ''
		: field.startsWith('400 ')
			? said.startsWith('400 ') && said.includes(field.slice(4))
			: said.split(' ').some((one) => one === field || (field.includes(' ') && said.includes(field)));

describe('generated manifests', () => {
	test(`${seeds} from ${first}: they are taken or refused with the right field`, { timeout: 600_000 }, () => {
		const wrong: string[] = [];
		for (let seed = first; seed < first + seeds; seed++) {
			const manifest = drawManifest(drawFrom(seed));
			const said = plane.run(() => answer(manifest));
			if (!agrees(said, manifest.field))
				wrong.push(`seed ${seed}: ${manifest.resource} should be ${manifest.field ?? 'taken'}, the server says: ${said || 'taken'}`);
		}
		expect(wrong).toEqual([]);
		expect(plane.bugs).toEqual([]);
	});
});
