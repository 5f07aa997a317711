import { describe, expect, test } from 'vitest';
import { decode, kinds, type Kind, type KubeObject, type Plain } from '../kinds/index.ts';
import { fieldsOf, minus, paths, union } from './field-set.ts';
import { updateManaged } from './managed-fields.ts';

const deployments = kinds.get('apps/v1/deployments') as Kind;
const metadata = { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-11-20T06:00:00Z', labels: { app: 'web' } };
const deployment = (replicas: number, image: string): Plain => ({
	apiVersion: 'apps/v1',
	kind: 'Deployment',
	metadata,
	spec: {
		replicas,
		selector: { matchLabels: { app: 'web' } },
		template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image }] } }
	}
});
const writer = { manager: 'kubectl', subresource: '', now: 1_795_154_400_000_000 };

describe('managed fields', () => {
	test('a create owns what it set, down to list items by key, so it reads as the real one', () => {
		const [entry] = updateManaged(deployments, null, deployment(1, 'a'), metadata, writer);
		expect(entry).toEqual({
			manager: 'kubectl',
			operation: 'Update',
			apiVersion: 'apps/v1',
			time: '2026-11-20T06:00:00Z',
			fieldsType: 'FieldsV1',
			fieldsV1: {
				'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
				'f:spec': {
					'f:replicas': {},
					'f:selector': {},
					'f:template': {
						'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
						'f:spec': { 'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:name': {}, 'f:image': {} } } }
					}
				}
			}
		});
	});
	test('another writer takes over only what it changes, so owners stay known', () => {
		const first = updateManaged(deployments, null, deployment(1, 'a'), metadata, writer);
		const old = { ...deployment(1, 'a'), metadata: { ...metadata, managedFields: first } } as unknown as KubeObject;
		const next = updateManaged(
			deployments,
			old,
			deployment(3, 'a'),
			{ ...metadata, managedFields: first },
			{ ...writer, manager: 'scaler', subresource: 'scale' }
		);
		expect(next.map((entry) => [entry.manager, entry.subresource, paths(entry.fieldsV1 as never).filter((path) => path === '.spec.replicas')])).toEqual([
			['kubectl', undefined, []],
			['scaler', 'scale', ['.spec.replicas']]
		]);
	});
	test('sets add and subtract without touching their inputs, so trees can be shared', () => {
		const a = fieldsOf(deployments.schemas, deployments.type, deployment(1, 'a'));
		const b = fieldsOf(deployments.schemas, deployments.type, { spec: { replicas: 1 } });
		expect(paths(minus(a, b) ?? {}).includes('.spec.replicas')).toBe(false);
		expect(union(minus(a, b), b)).toEqual(a);
		expect(paths(a ?? {}).filter((path) => path.includes('containers'))).toEqual([
			'.spec.template.spec.containers[name="c"]',
			'.spec.template.spec.containers[name="c"].image',
			'.spec.template.spec.containers[name="c"].name'
		]);
	});
});

describe('decoding', () => {
	const run = (value: Plain): unknown => {
		try {
			return decode(deployments.schemas, deployments.type, deployments.typeName, value);
		} catch (error) {
			return (error as { message: string }).message;
		}
	};
	test('unknown fields are named with their path and dropped, so strict validation can tell', () => {
		expect(run({ spec: { replicas: 1, bogus: 1, template: { spec: { containers: [{ name: 'c', imagee: 'x' }] } } } })).toMatchObject({
			unknown: ['spec.bogus', 'spec.template.spec.containers[0].imagee']
		});
	});
	test('values of the wrong type are refused in the words of Go, so learners read what they will read', () => {
		expect(run({ spec: { replicas: 'three' } })).toBe('json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32');
		expect(run({ spec: { template: { spec: { containers: { name: 'c' } } } } })).toBe(
			'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container'
		);
	});
	test('sub-trees of the stored object are taken over as they are, so an update costs what it changes', () => {
		const known = { spec: { template: { metadata: { labels: { a: 'b' } } } } };
		const { object } = decode(deployments.schemas, deployments.type, deployments.typeName, { spec: { replicas: 2, template: known.spec.template } }, known);
		expect((object.spec as Plain).template).toBe(known.spec.template);
	});
});
