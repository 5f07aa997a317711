// For tests: every command of the tree, hidden ones too.
import type { Command } from '../command.ts';
import { root } from '../commands/index.ts';

const below = (command: Command, path: string): string[] => (command.subs ?? []).flatMap((sub) => [`${path}${sub.name}`, ...below(sub, `${path}${sub.name} `)]);

/** "container ls", … */
export const commandLines = (): string[] => below(root('/root/.docker'), '');
