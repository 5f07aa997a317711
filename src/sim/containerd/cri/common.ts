// Small things that sandboxes and containers of the CRI share: ids, directories, label selectors.
import { Errno, type Sys } from '../../engine/index.ts';
import { random } from '../../kernel/index.ts';
import { hex } from '../../values/index.ts';
import { RpcError } from '../rpc.ts';

const state = 'io.containerd.grpc.v1.cri';
export const sandboxDir = (id: string): string => `/var/lib/containerd/${state}/sandboxes/${id}`;
export const shmDir = (id: string): string => `/run/containerd/${state}/sandboxes/${id}/shm`;
/** Where a container's fifos are. */
export const ioDir = (id: string): string => `/run/containerd/${state}/containers/${id}/io`;

/** 64 hexadecimal digits. */
export function* newId(): Sys<string> {
	return hex(yield* random(32));
}

/** Runs a routine whose failures do not matter: cleaning up. */
export function* forgiving(routine: Sys<unknown>): Sys<void> {
	try {
		yield* routine;
	} catch (e) {
		if (!(e instanceof RpcError) && !(e instanceof Errno)) throw e;
	}
}

/** Whether labels hold all of a selector. */
export const selects = (selector: Readonly<Record<string, string>> | undefined, labels: Readonly<Record<string, string>>): boolean =>
	Object.entries(selector ?? {}).every(([k, v]) => labels[k] === v);
