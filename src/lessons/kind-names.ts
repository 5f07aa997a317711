// The names a Kubernetes kind goes by in a lesson: as in `kubectl get`, to the kind as the API spells it. For the parser alone.
import { discoveryRows } from '#src/sim/kinds/generated/discovery.ts';

/** Every name → kind: kind, plural, singular and short names, in small letters. */
const names = new Map<string, string>();
for (const { plural, kind, shortNames = [] } of discoveryRows) {
	if (plural.includes('/')) continue;
	for (const name of [plural, kind, kind.toLowerCase(), ...shortNames]) if (!names.has(name)) names.set(name, kind);
}

/** What there is, for suggestions. */
export const kindNames: readonly string[] = [...names.keys()].filter((name) => /^[a-z]/.test(name));

/** The kind a name stands for; "Widget.example.com" is a custom one. */
export function kindNamed(name: string): string | undefined {
	const known = names.get(name) ?? names.get(name.toLowerCase());
	return known ?? (/^[A-Z][A-Za-z]*\.[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(name) ? name : undefined);
}
