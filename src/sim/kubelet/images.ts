// A container's image: pulled by its policy, with events and back-off (pkg/kubelet/images).
import { RpcError, type CriImage } from '../containerd/index.ts';
import type { Sys } from '../engine/index.ts';
import { monotonic, trace } from '../kernel/index.ts';
import type { Container, Pod } from '../kinds/index.ts';
import { parseReference, ReferenceError } from '../oci/index.ts';
import { goDuration } from '../values/index.ts';
import { cri } from './cri.ts';
import { failAgain, waitLeft } from './back-off.ts';
import { say } from './events.ts';
import { kubelet, type Reason } from './memory.ts';

export type ImageResult = { readonly image: CriImage } | { readonly failure: Reason };

const withTag = (image: string): string => {
	const last = image.slice(image.lastIndexOf('/') + 1);
	return last.includes(':') || last.includes('@') ? image : `${image}:latest`;
};

/** Go's duration text to the millisecond. */
const took = (us: number): string => goDuration(Math.max(1000, Math.round(us / 1000) * 1000));

function* find(image: string): Sys<CriImage | null> {
	return (yield* cri('ImageStatus', { image: { image } })).image;
}

/** Makes sure the image is there. Says what it did in events. */
export function* ensureImage(pod: Pod, container: Container): Sys<ImageResult> {
	const image = container.image ?? '';
	const policy = container.imagePullPolicy ?? 'IfNotPresent';
	try {
		parseReference(image);
	} catch (error) {
		if (!(error instanceof ReferenceError)) throw error;
		const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${error.message}`;
		yield* say(pod, 'Warning', 'InspectFailed', message, container.name);
		return { failure: { reason: 'InvalidImageName', message } };
	}
	const present = yield* find(withTag(image));
	if (present && policy !== 'Always') {
		yield* say(pod, 'Normal', 'Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`, container.name);
		return { image: present };
	}
	if (policy === 'Never') {
		const message = `Container image "${image}" is not present with pull policy of Never`;
		yield* say(pod, 'Warning', 'ErrImageNeverPull', message, container.name);
		return { failure: { reason: 'ErrImageNeverPull', message } };
	}
	// Another image starts anew: the wait is the image's.
	const key = `${pod.metadata.uid}/${container.name}/image/${image}`;
	const since = yield* kubelet((m) => m.backOffs.get(key)?.since ?? 0);
	if ((yield* waitLeft(key, since)).left > 0) {
		const last = yield* kubelet((m) => m.reasons.get(`${key}/error`)?.message ?? '');
		yield* say(pod, 'Normal', 'BackOff', `Back-off pulling image "${image}"`, container.name);
		return { failure: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ErrImagePull: ${last}` } };
	}
	yield* say(pod, 'Normal', 'Pulling', `Pulling image "${image}"`, container.name);
	const from = yield* monotonic();
	yield* trace('kubelet.image.pulling', { image });
	try {
		yield* cri('PullImage', { image: { image: withTag(image) } });
	} catch (error) {
		yield* trace('kubelet.image.pulled', { image });
		if (!(error instanceof RpcError)) throw error;
		const text = error.code === 'Unknown' ? error.message : `rpc error: code = ${error.code} desc = ${error.message}`;
		yield* failAgain(key);
		yield* kubelet((m) => void m.reasons.set(`${key}/error`, { reason: 'ErrImagePull', message: text }));
		yield* say(pod, 'Warning', 'Failed', `Failed to pull image "${image}": ${text}`, container.name);
		return { failure: { reason: 'ErrImagePull', message: text } };
	}
	yield* trace('kubelet.image.pulled', { image });
	const pulled = yield* find(withTag(image));
	if (!pulled) return { failure: { reason: 'ImageInspectError', message: `Failed to inspect image "${image}"` } };
	const us = (yield* monotonic()) - from;
	yield* say(
		pod,
		'Normal',
		'Pulled',
		`Successfully pulled image "${image}" in ${took(us)} (${took(us)} including waiting). Image size: ${pulled.size} bytes.`,
		container.name
	);
	yield* kubelet((m) => void m.backOffs.delete(key));
	return { image: pulled };
}
