// What an admission plug-in sees, and what a row of the chain is.
import type { Kind, KubeObject, Plain } from '../../kinds/index.ts';
import type { Memory } from '../memory.ts';
import type { ApiRequest, PlannedChange } from '../request.ts';

export interface AdmissionAttributes {
	readonly m: Memory;
	readonly request: ApiRequest;
	readonly kind: Kind;
	readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
	readonly subresource: string;
	/** The draft: mutating plug-ins change it. */
	readonly object: Plain;
	readonly old: KubeObject | undefined;
	readonly namespace: string;
	readonly name: string;
	readonly dryRun: boolean;
	/** Reservations to undo if the write fails (addresses, ports). */
	readonly release: string[];
	/** More writes for the same transaction. */
	readonly also: PlannedChange[];
}
/** One plug-in: throws a StatusError to refuse. */
export interface Admission {
	readonly name: string;
	/** Off unless --enable-admission-plugins names it. */
	readonly off?: boolean;
	mutate?(a: AdmissionAttributes): void;
	validate?(a: AdmissionAttributes): void;
}
