// The kinds of check, one row each, and a check's own row: with what `held`, any-of and all-of make of it.
import type { Check } from '../lesson.ts';
import { microseconds, spoken } from '../spans.ts';
import type { CheckKind } from './check.ts';
import { command } from './command.ts';
import { container } from './container.ts';
import { dns } from './dns.ts';
import { event } from './event.ts';
import { file } from './file.ts';
import { groupKinds, lookHeld } from './groups.ts';
import { http } from './http.ts';
import { image } from './image.ts';
import { machine } from './machine.ts';
import { network } from './network.ts';
import { port } from './port.ts';
import { process } from './process.ts';
import { resource } from './resource.ts';
import { script } from './script.ts';
import { tcp } from './tcp.ts';
import { volume } from './volume.ts';

export const checkKinds: readonly CheckKind[] = [
	...groupKinds((check, observer) => checkKind(check).look(check, observer)),
	command,
	container,
	dns,
	event,
	file,
	http,
	image,
	machine,
	network,
	port,
	process,
	resource,
	script,
	tcp,
	volume
];

const known = new WeakMap<Check, CheckKind>();

/** The row of a parsed check: what it reads and costs is what its parts do. */
export function checkKind(check: Check): CheckKind {
	const made = known.get(check);
	if (made) return made;
	const kind = checkKinds.find(({ name }) => name === check.kind);
	if (!kind) throw new Error(`there is no kind of check named ${check.kind}`);
	const own = withHeld(check, check.checks ? withParts(kind, check.checks) : { ...kind, reads: (fact) => kind.reads(fact, check) });
	known.set(check, own);
	return own;
}

function withParts(kind: CheckKind, checks: readonly Check[]): CheckKind {
	const parts = checks.map(checkKind);
	return {
		...kind,
		reads: (fact) => parts.some((part) => part.reads(fact)),
		readsFiles: parts.some((part) => part.readsFiles),
		costly: parts.some((part) => part.costly)
	};
}

function withHeld(check: Check, kind: CheckKind): CheckKind {
	const us = microseconds(check.args['held']);
	if (us === undefined) return kind;
	return {
		...kind,
		costly: true,
		expected: (args) => `${kind.expected(args)}, and stays so for ${spoken(us)}`,
		look: (one, observer, memo) => lookHeld((inner, now) => kind.look(inner, now), one, observer, us, memo)
	};
}
