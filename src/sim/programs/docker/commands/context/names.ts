// Completion of context names.
import type { Completer } from '../../command.ts';
import { listContexts } from '../../context-store.ts';

export const contextNames: Completer = function* (cli, args) {
	const names = (yield* listContexts(cli)).map((context) => context.Name).filter((name) => !args.includes(name));
	return names.map((name) => (name === cli.context ? `${name}\tcurrent` : name));
};
