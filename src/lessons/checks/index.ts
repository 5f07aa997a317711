// The kinds of check, one row each.
import type { Check } from '../lesson.ts';
import type { CheckKind } from './check.ts';
import { command } from './command.ts';
import { container } from './container.ts';
import { file } from './file.ts';
import { http } from './http.ts';
import { machine } from './machine.ts';
import { port } from './port.ts';
import { process } from './process.ts';

export const checkKinds: readonly CheckKind[] = [command, container, file, http, machine, port, process];

/** The row of a parsed check. */
export function checkKind(check: Check): CheckKind {
	const kind = checkKinds.find(({ name }) => name === check.kind);
	if (!kind) throw new Error(`there is no kind of check named ${check.kind}`);
	return kind;
}
