import { expect, test } from 'vitest';
import { controlPlane } from './harness.ts';
import { create, get, list, requestValue } from './rest.ts';

test('a control plane comes up and stores objects, so it is an API', () => {
	const plane = controlPlane();
	plane.advance(2);
	console.log(plane.bugs);
	const made = plane.run(() => create('v1/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' }, data: { x: 'y' } } as never));
	console.log(JSON.stringify(made, null, 1));
	const all = plane.run(() => list('v1/namespaces'));
	console.log(all.items.map((n) => n.metadata.name), all.metadata);
	console.log(JSON.stringify(plane.run(() => requestValue('GET', '/readyz?verbose'))));
	expect(plane.bugs).toEqual([]);
});
