// What a translation shares with its original beside ids and checks: commands, what they print, and solutions. Only words differ, so code
// is compared in the order of the text, and the first fence of each sort that differs is told: those behind it may only be shifted.
// Leaves out the text of files and lines that are comments: both may hold words.
import type { Block, Lesson, Problem } from './lesson.ts';
import { roadOf, type Stop } from './road.ts';

interface Piece {
	readonly line: number;
	readonly column?: number;
	/** What must be the same. */
	readonly text: string;
}

const brief = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text).replaceAll('\n', '⏎');
const withoutComments = (text: string): string => text.replace(/^\s*#.*\n?/gm, '').trim();

/** Every stop of a road, those of byways too. */
const allOf = (stops: readonly Stop[]): Stop[] => stops.flatMap((stop) => (stop.type === 'byways' ? stop.ways.flatMap(allOf) : [stop]));

const where = ({ term, host }: { readonly term?: number; readonly host?: string }): string =>
	(term === undefined ? '' : ` (term=${term})`) + (host === undefined ? '' : ` (host=${host})`);

function piecesOf(lesson: Lesson): Readonly<Record<string, readonly Piece[]>> {
	const stops = allOf(roadOf(lesson));
	const tasks = [...lesson.tasks].sort((a, b) => a.line - b.line);
	return {
		'the command': stops.flatMap((stop) =>
			stop.type === 'run'
				? [{ line: stop.line, text: withoutComments(stop.command) + where(stop) }]
				: stop.type === 'predict'
					? [{ line: stop.predict.line, text: stop.predict.command + where(stop.predict) }]
					: []
		),
		'the output': stops.flatMap((stop) => (stop.type === 'output' ? [{ line: stop.line, text: stop.text.trimEnd() }] : [])),
		'the text that is printed': stops.flatMap((stop) =>
			stop.type === 'predict' && stop.predict.prints !== undefined ? [{ ...(stop.predict.printsAt ?? stop.predict), text: stop.predict.prints }] : []
		),
		'the step of a solution': tasks.flatMap((task) =>
			task.solutions.flatMap(({ steps, lines }) =>
				steps.map((step, i) => ({
					line: lines?.[i] ?? task.line,
					text: step.type === 'run' ? withoutComments(step.command) + where(step) : step.type === 'write' ? `write ${step.path}` : JSON.stringify(step)
				}))
			)
		),
		'the file': filesOf(lesson.blocks)
	};
}

/** Paths of file fences; their place is not kept. */
function filesOf(blocks: readonly Block[]): Piece[] {
	return blocks.flatMap((block): Piece[] => {
		switch (block.type) {
			case 'file':
				return [{ line: 1, text: block.path }];
			case 'list':
				return block.items.flatMap(filesOf);
			case 'quote':
			case 'note':
				return filesOf(block.blocks);
			case 'tabs':
				return block.tabs.flatMap((tab) => filesOf(tab.blocks));
			case 'compare':
				return [...filesOf(block.docker.blocks), ...filesOf(block.kubernetes.blocks)];
			default:
				return [];
		}
	});
}

/** The first line in which two texts differ: of an output of many lines only that is worth telling. */
function firstUnlike(wanted: string, is: string): { readonly wanted: string; readonly is: string; readonly at: number } {
	const [theirs, own] = [wanted.split('\n'), is.split('\n')];
	const at = own.findIndex((line, i) => line !== theirs[i]);
	if (at < 0) return { wanted: theirs[own.length] ?? '', is: own.at(-1) ?? '', at: own.length - 1 };
	return { wanted: theirs[at] ?? 'nothing', is: own[at] ?? '', at };
}

/** What a translation's code has that the original's has not, or the other way round. */
export function unlikeCode(original: Lesson, translation: Lesson): Problem[] {
	const [wanted, own] = [piecesOf(original), piecesOf(translation)];
	return Object.entries(own).flatMap(([what, pieces]): Problem[] => {
		const theirs = wanted[what] ?? [];
		const i = pieces.findIndex((piece, n) => piece.text !== theirs[n]?.text);
		const piece = pieces[i];
		if (piece) {
			const { line, column = 1, text } = piece;
			const their = theirs[i];
			if (!their) return [{ line, column, message: `${what} \`${brief(text)}\` is in the translation only: expected the original’s` }];
			const unlike = firstUnlike(their.text, text);
			const row = what === 'the output' ? line + 1 + unlike.at : line;
			return [
				{
					line: row,
					column,
					message: `${what} is \`${brief(unlike.is)}\` in the translation: expected \`${brief(unlike.wanted)}\`, as in line ${their.line} of the original`
				}
			];
		}
		const lost = theirs[pieces.length];
		if (!lost) return [];
		const at = what === 'the file' ? '' : `, which the original has in line ${lost.line}`;
		return [{ line: 1, column: 1, message: `the translation lacks ${what} \`${brief(lost.text.split('\n')[0] ?? '')}\`${at}` }];
	});
}
