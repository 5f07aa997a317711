// Where kinds keep their pod spec, and what `set` does with it: change it, find the patch, send or show it.
import type { Sys } from '../../../engine/index.ts';
import { isKubectlError, Failure, messageOf, throwAll } from '../failure.ts';
import type { Info } from '../builder.ts';
import { arr, isObject, obj, put, str, type Json } from '../dig.ts';
import { equal } from '../patch/equal.ts';
import { shapeOf } from '../patch/schema.ts';
import { threeWayPatch } from '../patch/three-way.ts';
import { patchObject, resultPrinter, said, type DryRun } from '../operations.ts';
import { recorded } from '../record.ts';
import type { Session } from '../session.ts';

const paths: Readonly<Record<string, readonly string[]>> = {
	Pod: ['spec'],
	ReplicationController: ['spec', 'template', 'spec'],
	Deployment: ['spec', 'template', 'spec'],
	DaemonSet: ['spec', 'template', 'spec'],
	ReplicaSet: ['spec', 'template', 'spec'],
	StatefulSet: ['spec', 'template', 'spec'],
	Job: ['spec', 'template', 'spec'],
	CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec']
};
/** The path of the pod spec; undefined for kinds without one. */
export const podSpecPath = (object: Json): readonly string[] | undefined => paths[str(object, 'kind')];
/** The object with its pod spec changed. Throws Failure for kinds without one. */
export function updatePodSpec(object: Json, change: (spec: Json) => Json): Json {
	const path = podSpecPath(object);
	if (!path) throw new Failure(`the object is not a pod or does not have a pod template: *v1.${str(object, 'kind')}`);
	return put(object, path, change(obj(object, ...path)));
}
/** Every container with its list's name. */
export function mapContainers(spec: Json, change: (container: Json) => Json): Json {
	let next = spec;
	for (const list of ['initContainers', 'containers'])
		if (Array.isArray(spec[list])) next = { ...next, [list]: arr(spec, list).map((one) => (isObject(one) ? change(one) : one)) };
	return next;
}
/** Whether a container's name fits -c: a glob of *. */
export function selects(pattern: string, name: string): boolean {
	let reach = new Set([0]);
	for (const char of pattern) {
		const next = new Set<number>();
		for (const from of reach) {
			if (char === '*') for (let to = from; to <= name.length; to++) next.add(to);
			else if (name.charAt(from) === char) next.add(from + 1);
		}
		reach = next;
	}
	return reach.has(name.length);
}
const short = (info: Info): string => `${info.mapping.resource}/${info.name}`;

export interface SetOptions {
	readonly dry: DryRun;
	readonly local: boolean;
	/** The success word: "image updated". */
	readonly word: string;
	/** Before the server's error: "failed to patch image update to pod template: ". */
	readonly failure: string;
	/** Objects that did not change are shown too. */
	readonly always?: boolean;
}
/** Changes each object and patches, or shows, what became of it. Errors are collected. */
export function* setOnEach(
	s: Session,
	infos: readonly Info[],
	options: SetOptions,
	change: (object: Json, errors: unknown[]) => Json | undefined
): Sys<number> {
	const print = yield* resultPrinter(s, { typed: true });
	const errors: unknown[] = [];
	for (const info of infos) {
		const before = info.object ?? {};
		try {
			const changed = change(before, errors);
			const after = changed && recorded(s, changed);
			if (after === undefined || (!options.always && equal(before, after))) continue;
			if (options.local || options.dry === 'client') {
				yield* print(after, said(options.word, options.dry));
				continue;
			}
			const patch = threeWayPatch(before, after, before, shapeOf(str(before, 'apiVersion'), str(before, 'kind')));
			let done: Json;
			try {
				done = yield* patchObject(s, info.mapping, info.namespace, info.name, patch, 'strategic', { dry: options.dry, manager: s.str('field-manager') });
			} catch (error) {
				if (!isKubectlError(error)) throw error;
				throw new Failure(`${options.failure}${messageOf(error)}`);
			}
			yield* print(done, said(options.word, options.dry));
		} catch (error) {
			if (!isKubectlError(error)) throw error;
			errors.push(error instanceof Failure && error.message.startsWith('failed to') ? error : new Failure(`error: ${short(info)} ${messageOf(error)}\n`));
		}
	}
	throwAll(errors);
	return 0;
}
