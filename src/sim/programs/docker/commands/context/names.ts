// Completion of context names.
import type { Completer } from '../../command.ts';
import { listContexts } from '../../context-store.ts';

export const contextNames: Completer = function* (cli) {
	return (yield* listContexts(cli)).map((context) => context.Name);
};
