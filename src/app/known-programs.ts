// Which programs ran in a machine when it was last kept, so that their code is fetched while the store is still being opened.
// A hint: the machine comes back the same without it.
const key = (machine: string): string => `drydock:programs:${machine}`;

export function knownPrograms(machine: string): { readonly programs?: readonly string[] } {
	try {
		const kept = localStorage.getItem(key(machine));
		return kept === null ? {} : { programs: kept.split(' ') };
	} catch {
		return {};
	}
}

export function rememberPrograms(machine: string, names: readonly string[]): void {
	try {
		localStorage.setItem(key(machine), names.join(' '));
	} catch {
		// fetched when they are wanted, then
	}
}
