// What code a machine needed when it last stood, so that it is fetched while the store is still being opened.
// A hint: the machine comes back the same without it.
import type { KnownCode } from '#src/worker/protocol.ts';

const key = (machine: string): string => `drydock:code:${machine}`;

export function knownCode(machine: string): { readonly known?: KnownCode } {
	try {
		const kept = localStorage.getItem(key(machine));
		return kept === null ? {} : { known: JSON.parse(kept) as KnownCode };
	} catch {
		return {};
	}
}

export function rememberCode(machine: string, code: KnownCode): void {
	try {
		localStorage.setItem(key(machine), JSON.stringify(code));
	} catch {
		// fetched when it is wanted, then
	}
}
