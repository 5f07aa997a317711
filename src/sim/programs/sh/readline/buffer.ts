// The line being edited: characters, cursor, kill ring, undo. Pure; what a key does to it is in edit.ts, what it looks like is in screen.ts.

export interface Buffer {
	chars: string[];
	at: number;
	/** Earlier states, for undo. */
	past: { chars: string[]; at: number }[];
	kills: string[];
	/** The last command was a kill: the next one adds to it. */
	killing: boolean;
	/** Where the last yank went, for M-y. */
	yanked: { from: number; ring: number } | undefined;
}
export const newBuffer = (): Buffer => ({ chars: [], at: 0, past: [], kills: [], killing: false, yanked: undefined });
export const textOfBuffer = (b: Buffer): string => b.chars.join('');

export function save(b: Buffer): void {
	b.past.push({ chars: [...b.chars], at: b.at });
	if (b.past.length > 500) b.past.shift();
}
export function setText(b: Buffer, text: string): void {
	b.chars = [...text];
	b.at = b.chars.length;
}
export function insert(b: Buffer, text: string): void {
	save(b);
	const chars = [...text];
	b.chars.splice(b.at, 0, ...chars);
	b.at += chars.length;
}
