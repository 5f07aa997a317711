// describe persistentvolume, persistentvolumeclaim, storageclass, csinode.
import type { Sys } from '../../../engine/index.ts';
import { arr, at, num, obj, pairs, str, strs, text, type Json } from '../dig.ts';
import { call } from '../rest.ts';
import type { Session } from '../session.ts';
import { volumeSource } from './containers.ts';
import { eventLines, eventsOf } from './events.ts';
import { annotationLines, annotationsOf, boolText, joined, labelLines, labelsOf, when, type Describing, type Page } from './page.ts';

const modes: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
const modeText = (list: readonly string[]): string =>
	['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod']
		.filter((mode) => list.includes(mode))
		.map((mode) => modes[mode] ?? mode)
		.join(',');
const classOf = (object: Json): string => annotationsOf(object)['volume.beta.kubernetes.io/storage-class'] ?? str(object, 'spec', 'storageClassName');
function* closing(s: Session, { object, page, showEvents }: Describing): Sys<void> {
	if (showEvents) eventLines(page, yield* eventsOf(s, object));
}
function status(page: Page, object: Json): void {
	const deleted = str(object, 'metadata', 'deletionTimestamp');
	page.field('Status', deleted === '' ? str(object, 'status', 'phase') : `Terminating (lasts ${page.since(deleted)})`);
}
function affinity(page: Page, object: Json): void {
	const required = at(object, 'spec', 'nodeAffinity', 'required');
	if (required === undefined) return page.field('Node Affinity', '<none>');
	page.line(0, 'Node Affinity:\t');
	const terms = arr(required, 'nodeSelectorTerms');
	page.line(1, terms.length === 0 ? 'Required Terms:\t<none>' : 'Required Terms:\t');
	terms.forEach((term, i) => {
		const expressions = arr(term, 'matchExpressions');
		page.put(2, `Term ${i}:\t`);
		if (expressions.length === 0) page.line(0, '<none>');
		expressions.forEach((one, j) => {
			if (j > 0) page.put(2, '\t');
			const values = strs(one, 'values');
			page.line(0, `${str(one, 'key')} ${str(one, 'operator').toLowerCase()}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`);
		});
	});
}
export function* describeVolume(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const spec = obj(object, 'spec');
	page.field('Name', str(object, 'metadata', 'name'));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.field('Finalizers', `[${strs(object, 'metadata', 'finalizers').join(' ')}]`);
	page.field('StorageClass', classOf(object));
	status(page, object);
	page.field('Claim', at(spec, 'claimRef') === undefined ? '' : `${str(spec, 'claimRef', 'namespace')}/${str(spec, 'claimRef', 'name')}`);
	page.field('Reclaim Policy', str(spec, 'persistentVolumeReclaimPolicy'));
	page.field('Access Modes', modeText(strs(spec, 'accessModes')));
	if (str(spec, 'volumeMode') !== '') page.field('VolumeMode', str(spec, 'volumeMode'));
	page.field('Capacity', text(spec, 'capacity', 'storage') || '0');
	affinity(page, object);
	page.field('Message', str(object, 'status', 'message'));
	page.line(0, 'Source:');
	volumeSource(page, spec);
	yield* closing(s, describing);
}
function* usedBy(s: Session, object: Json): Sys<string[]> {
	const [namespace, name] = [str(object, 'metadata', 'namespace'), str(object, 'metadata', 'name')];
	const list = yield* call(s, 'GET', `/api/v1/namespaces/${namespace}/pods`, { query: { limit: s.num('chunk-size') || undefined } });
	return arr(list, 'items')
		.filter((pod) =>
			arr(pod, 'spec', 'volumes').some(
				(volume) =>
					str(volume, 'persistentVolumeClaim', 'claimName') === name ||
					(at(volume, 'ephemeral') !== undefined && `${str(pod, 'metadata', 'name')}-${str(volume, 'name')}` === name)
			)
		)
		.map((pod) => str(pod, 'metadata', 'name'))
		.sort();
}
export function* describeClaim(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const spec = obj(object, 'spec');
	const pods = yield* usedBy(s, object);
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	page.field('StorageClass', classOf(object));
	status(page, object);
	page.field('Volume', str(spec, 'volumeName'));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.field('Finalizers', `[${strs(object, 'metadata', 'finalizers').join(' ')}]`);
	const bound = str(spec, 'volumeName') !== '';
	page.field('Capacity', bound ? text(object, 'status', 'capacity', 'storage') || '0' : '');
	page.field('Access Modes', bound ? modeText(strs(object, 'status', 'accessModes')) : '');
	if (str(spec, 'volumeMode') !== '') page.field('VolumeMode', str(spec, 'volumeMode'));
	const source = at(spec, 'dataSource');
	if (source !== undefined) {
		page.line(0, 'DataSource:');
		if (str(source, 'apiGroup') !== '') page.line(1, `APIGroup:\t${str(source, 'apiGroup')}`);
		page.line(1, `Kind:\t${str(source, 'kind')}`);
		page.line(1, `Name:\t${str(source, 'name')}`);
	}
	page.put(0, 'Used By:\t');
	if (pods.length === 0) page.line(0, '<none>');
	pods.forEach((pod, i) => page.line(0, `${i === 0 ? '' : '\t'}${pod}`));
	const conditions = arr(object, 'status', 'conditions');
	if (conditions.length > 0) {
		page.line(0, 'Conditions:');
		page.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
		page.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
		for (const one of conditions)
			page.line(
				1,
				`${str(one, 'type')} \t${str(one, 'status')} \t${when(str(one, 'lastProbeTime'))} \t${when(str(one, 'lastTransitionTime'))} \t${str(one, 'reason')} \t${str(one, 'message')}`
			);
	}
	yield* closing(s, describing);
}
export function* describeStorageClass(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const annotations = annotationsOf(object);
	const isDefault =
		annotations['storageclass.kubernetes.io/is-default-class'] === 'true' || annotations['storageclass.beta.kubernetes.io/is-default-class'] === 'true';
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('IsDefaultClass', isDefault ? 'Yes' : 'No');
	page.field('Annotations', joined(annotations));
	page.field('Provisioner', str(object, 'provisioner'));
	page.field('Parameters', joined(pairs(object, 'parameters')));
	page.field('AllowVolumeExpansion', boolText(at(object, 'allowVolumeExpansion')));
	const options = strs(object, 'mountOptions');
	page.line(0, options.length === 0 ? 'MountOptions:\t<none>' : 'MountOptions:');
	for (const option of options) page.line(1, option);
	if (str(object, 'reclaimPolicy') !== '') page.field('ReclaimPolicy', str(object, 'reclaimPolicy'));
	if (str(object, 'volumeBindingMode') !== '') page.field('VolumeBindingMode', str(object, 'volumeBindingMode'));
	const topologies = arr(object, 'allowedTopologies');
	if (topologies.length > 0) {
		page.line(0, 'AllowedTopologies:\t');
		topologies.forEach((term, i) => {
			page.put(1, `Term ${i}:\t`);
			const expressions = arr(term, 'matchLabelExpressions');
			if (expressions.length === 0) page.line(0, '<none>');
			expressions.forEach((one, j) => page.line(0, `${j === 0 ? '' : '  \t'}${str(one, 'key')} in [${strs(one, 'values').join(', ')}]`));
		});
	}
	yield* closing(s, describing);
}
export function* describeCsiNode(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	page.field('Name', str(object, 'metadata', 'name'));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.field('CreationTimestamp', when(str(object, 'metadata', 'creationTimestamp')));
	page.line(0, 'Spec:');
	const drivers = arr(object, 'spec', 'drivers');
	if (drivers.length > 0) page.line(1, 'Drivers:');
	for (const driver of drivers) {
		page.line(2, `${str(driver, 'name')}:`);
		page.line(3, `Node ID:\t${str(driver, 'nodeID')}`);
		if (at(driver, 'allocatable', 'count') !== undefined) {
			page.line(3, 'Allocatables:');
			page.line(4, `Count:\t${num(driver, 'allocatable', 'count')}`);
		}
	}
	yield* closing(s, describing);
}
