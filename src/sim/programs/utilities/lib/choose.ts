// XARGMATCH of gnulib: an option's argument is one of some words, which may be cut short when that is clear.
import type { Tool } from './tool.ts';

/** The first word of the group that `value` names or begins; else the message that lists the groups. `groups`: synonyms stand together. */
export function choose(tool: Tool, option: string, value: string, groups: readonly (readonly string[])[]): string {
	const exact = groups.find((group) => group.includes(value));
	if (exact) return exact[0] as string;
	const found = groups.filter((group) => group.some((word) => value !== '' && word.startsWith(value)));
	const [only] = found;
	if (only && found.length === 1) return only[0] as string;
	const lines = groups.map((group) => `  - ${group.map((word) => tool.quote(word)).join(', ')}\n`).join('');
	return tool.usage(
		`${found.length > 1 ? 'ambiguous' : 'invalid'} argument ${tool.quote(value)} for ${tool.quote(option)}\nValid arguments are:\n${lines.slice(0, -1)}`,
		1
	);
}
