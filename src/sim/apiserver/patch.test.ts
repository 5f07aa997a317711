import { describe, expect, test } from 'vitest';
import { typeSchemas } from '../kinds/index.ts';
import { jsonPatch, mergePatch, PatchError, strategicPatch } from './patch.ts';

const spec = typeSchemas['io.k8s.api.core.v1.PodSpec'] ?? { f: {} };
const strategic = (target: unknown, patch: unknown): unknown => strategicPatch(typeSchemas, spec, target, patch);
const two = {
	containers: [
		{ name: 'a', image: '1', env: [{ name: 'X', value: '1' }] },
		{ name: 'b', image: '2' }
	],
	tolerations: [{ key: 'k' }]
};

describe('patches', () => {
	test('strategic merge patch merges lists by key and replaces the others, so it follows the schema', () => {
		expect(
			strategic(two, {
				containers: [
					{ name: 'b', image: '3' },
					{ name: 'c', image: '4' }
				],
				tolerations: []
			})
		).toEqual({ containers: [two.containers[0], { name: 'b', image: '3' }, { name: 'c', image: '4' }], tolerations: [] });
		expect(strategic(two, { containers: [{ name: 'a', env: [{ name: 'Y', value: '2' }] }] })).toMatchObject({
			containers: [{ name: 'a', env: [{ name: 'Y' }, { name: 'X' }] }, { name: 'b' }]
		});
	});
	test('its directives delete, replace and order, so kubectl apply can say everything', () => {
		expect(strategic(two, { containers: [{ name: 'a', $patch: 'delete' }] })).toMatchObject({ containers: [{ name: 'b' }] });
		expect(strategic(two, { containers: [{ $patch: 'replace' }, { name: 'z', image: '9' }] })).toMatchObject({ containers: [{ name: 'z', image: '9' }] });
		expect(strategic(two, { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }], containers: [{ name: 'a', image: '5' }] })).toMatchObject({
			containers: [{ name: 'b' }, { name: 'a', image: '5' }]
		});
		expect(strategic({ strategy: { type: 'RollingUpdate', rollingUpdate: {} } }, { strategy: { $retainKeys: ['type'], type: 'Recreate' } })).toEqual({
			strategy: { type: 'Recreate' }
		});
		expect(() => strategic(two, { containers: [{ image: 'x' }] })).toThrow(PatchError);
	});
	test('merge patch deletes with null and keeps what it does not touch by reference, so a small change stays small', () => {
		const target = { a: { b: 1 }, c: { d: 2 } };
		const patched = mergePatch(target, { c: { d: null, e: 3 } }) as typeof target;
		expect(patched).toEqual({ a: { b: 1 }, c: { e: 3 } });
		expect(patched.a).toBe(target.a);
	});
	test('JSON patch works on paths with its complaints, so kubectl patch --type=json does', () => {
		expect(
			jsonPatch({ a: [1, 2], 'x/y': 1 }, [
				{ op: 'add', path: '/a/-', value: 3 },
				{ op: 'remove', path: '/a/0' },
				{ op: 'replace', path: '/x~1y', value: 2 }
			])
		).toEqual({ a: [2, 3], 'x/y': 2 });
		const text = (run: () => unknown): string => {
			try {
				run();
			} catch (error) {
				if (error instanceof PatchError) return error.message;
			}
			return '';
		};
		expect(text(() => jsonPatch({}, [{ op: 'remove', path: '/a' }]))).toBe('remove operation does not apply: doc is missing path: "/a": missing value');
		expect(text(() => jsonPatch({ a: 1 }, [{ op: 'test', path: '/a', value: 2 }]))).toBe('testing value /a failed: test failed');
	});
});
