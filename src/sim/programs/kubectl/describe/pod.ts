// describe pod.
import type { Sys } from '../../../engine/index.ts';
import { arr, at, maybeNum, num, obj, pairs, str } from '../dig.ts';
import type { Session } from '../session.ts';
import { containerLines, resourceLines, spreadLines, tolerationLines, volumeLines } from './containers.ts';
import { eventLines, eventsOf } from './events.ts';
import { annotationLines, annotationsOf, controllerName, labelLines, labelsOf, when, type Describing } from './page.ts';
import { qosOf } from './requests.ts';

export function* describePod(s: Session, { object: pod, page, showEvents }: Describing): Sys<void> {
	const spec = obj(pod, 'spec');
	page.field('Name', str(pod, 'metadata', 'name'));
	page.field('Namespace', str(pod, 'metadata', 'namespace'));
	if (maybeNum(spec, 'priority') !== undefined) page.field('Priority', String(num(spec, 'priority')));
	if (str(spec, 'priorityClassName') !== '') page.field('Priority Class Name', str(spec, 'priorityClassName'));
	if (str(spec, 'runtimeClassName') !== '') page.field('Runtime Class Name', str(spec, 'runtimeClassName'));
	if (str(spec, 'serviceAccountName') !== '') page.field('Service Account', str(spec, 'serviceAccountName'));
	page.field('Node', str(spec, 'nodeName') === '' ? '<none>' : `${str(spec, 'nodeName')}/${str(pod, 'status', 'hostIP')}`);
	if (str(pod, 'status', 'startTime') !== '') page.field('Start Time', when(str(pod, 'status', 'startTime')));
	labelLines(page, 'Labels', labelsOf(pod));
	annotationLines(page, annotationsOf(pod));
	const phase = str(pod, 'status', 'phase');
	const deleted = str(pod, 'metadata', 'deletionTimestamp');
	if (deleted !== '' && phase !== 'Failed' && phase !== 'Succeeded') {
		page.field('Status', `Terminating (lasts ${page.since(deleted)})`);
		page.field('Termination Grace Period', `${num(pod, 'metadata', 'deletionGracePeriodSeconds')}s`);
	} else page.field('Status', phase);
	for (const [field, title] of [
		['reason', 'Reason'],
		['message', 'Message']
	] as const)
		if (str(pod, 'status', field) !== '') page.field(title, str(pod, 'status', field));
	const seccomp = str(spec, 'securityContext', 'seccompProfile', 'type');
	if (seccomp !== '') page.field('SeccompProfile', seccomp);
	if (seccomp === 'Localhost') page.field('LocalhostProfile', str(spec, 'securityContext', 'seccompProfile', 'localhostProfile'));
	page.field('IP', str(pod, 'status', 'podIP'));
	const ips = arr(pod, 'status', 'podIPs');
	if (ips.length === 0) page.field('IPs', '<none>');
	else {
		page.line(0, 'IPs:');
		for (const ip of ips) page.line(1, `IP:\t${str(ip, 'ip')}`);
	}
	if (controllerName(pod) !== '') page.field('Controlled By', controllerName(pod));
	if (str(pod, 'status', 'nominatedNodeName') !== '') page.field('NominatedNodeName', str(pod, 'status', 'nominatedNodeName'));
	if (at(spec, 'resources') !== undefined) {
		page.line(0, 'Resources:');
		resourceLines(page, at(spec, 'resources'), 1);
	}
	if (arr(spec, 'initContainers').length > 0)
		containerLines(page, 'Init Containers', arr(spec, 'initContainers'), arr(pod, 'status', 'initContainerStatuses'), pod);
	containerLines(page, 'Containers', arr(spec, 'containers'), arr(pod, 'status', 'containerStatuses'), pod);
	if (arr(spec, 'ephemeralContainers').length > 0)
		containerLines(page, 'Ephemeral Containers', arr(spec, 'ephemeralContainers'), arr(pod, 'status', 'ephemeralContainerStatuses'), pod);
	const conditions = arr(pod, 'status', 'conditions');
	const gates = arr(spec, 'readinessGates');
	if (gates.length > 0) {
		page.put(0, 'Readiness Gates:\n  Type\tStatus\n');
		for (const gate of gates) {
			const type = str(gate, 'conditionType');
			page.line(
				1,
				`${type} \t${
					str(
						conditions.find((one) => str(one, 'type') === type),
						'status'
					) || '<none>'
				} `
			);
		}
	}
	if (conditions.length > 0) {
		page.put(0, 'Conditions:\n  Type\tStatus\n');
		for (const one of conditions) page.line(1, `${str(one, 'type')} \t${str(one, 'status')} `);
	}
	volumeLines(page, arr(spec, 'volumes'));
	page.field('QoS Class', str(pod, 'status', 'qosClass') || qosOf(pod));
	labelLines(page, 'Node-Selectors', pairs(spec, 'nodeSelector'));
	tolerationLines(page, 'Tolerations', arr(spec, 'tolerations'));
	spreadLines(page, arr(spec, 'topologySpreadConstraints'));
	if (!showEvents) return;
	const mirror = annotationsOf(pod)['kubernetes.io/config.mirror'];
	eventLines(page, yield* eventsOf(s, pod, { kind: '', ...(mirror === undefined ? {} : { uid: mirror }) }));
}
