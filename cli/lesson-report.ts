// What `drydock lessons` has found, as lines for people and editors, as JSON, or as JUnit XML for a pipeline.

export interface LessonFinding {
	readonly file: string;
	readonly line: number;
	readonly column: number;
	readonly message: string;
	/** A fault of Drydock, not of the lesson. */
	readonly ours?: true;
}
export interface LessonResult {
	readonly file: string;
	readonly seconds: number;
	readonly findings: readonly LessonFinding[];
	/** With --mutate: changed solutions that were tried; how many of them no check has noticed. */
	readonly mistakes?: { readonly tried: number; readonly unnoticed: number };
	/** No lesson: a course, a path, the glossary. It is here because it has a mistake. */
	readonly other?: true;
}

/** `file:line:column: message` */
export const findingLine = ({ file, line, column, message }: LessonFinding): string => `${file}:${line}:${column}: ${message}`;

const failed = (results: readonly LessonResult[]): number => results.filter(({ findings }) => findings.some(({ ours }) => !ours)).length;
/** Lessons that nothing is wrong with, and that could not be proven because of Drydock. */
const stopped = (results: readonly LessonResult[]): number =>
	results.filter(({ findings }) => findings.length > 0 && findings.every(({ ours }) => ours)).length;

const lessonsOf = (results: readonly LessonResult[]): LessonResult[] => results.filter(({ other }) => !other);

/** "31 mistakes tried, all noticed"; nothing when none was asked for. */
function mistakesTried(results: readonly LessonResult[]): string {
	const all = results.flatMap(({ mistakes }) => mistakes ?? []);
	if (all.length === 0) return '';
	const tried = all.reduce((sum, one) => sum + one.tried, 0);
	const unnoticed = all.reduce((sum, one) => sum + one.unnoticed, 0);
	return `; ${tried} ${tried === 1 ? 'mistake' : 'mistakes'} tried in solutions, ${unnoticed === 0 ? 'all noticed' : `${unnoticed} not noticed`}`;
}

export function summaryLine(results: readonly LessonResult[]): string {
	const lessons = lessonsOf(results);
	const others = results.length - lessons.length;
	const beside = others === 0 ? '' : `; ${others} other ${others === 1 ? 'file has mistakes' : 'files have mistakes'}`;
	const ours = stopped(lessons);
	const faults = ours === 0 ? '' : `, ${ours} not proven because of ${ours === 1 ? 'a fault' : 'faults'} of Drydock`;
	return `lessons: ${lessons.length} checked, ${failed(lessons)} failed${faults}${beside}${mistakesTried(results)}`;
}

export function asJson(results: readonly LessonResult[]): string {
	const rows = (some: readonly LessonResult[]) => some.map(({ other: _other, ...result }) => ({ ok: result.findings.length === 0, ...result }));
	const lessons = lessonsOf(results);
	const others = rows(results.filter(({ other }) => other));
	return `${JSON.stringify({ checked: lessons.length, failed: failed(lessons), lessons: rows(lessons), ...(others.length > 0 && { others }) }, null, '\t')}\n`;
}

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (letter) => names[letter] ?? '').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd');

export function asJunit(results: readonly LessonResult[]): string {
	const cases = results.map(({ file, seconds, findings }) => {
		const head = `    <testcase classname="lessons" name="${escaped(file)}" file="${escaped(file)}" time="${seconds}"`;
		if (findings.length === 0) return `${head}/>`;
		const failures = findings.map((finding) => {
			const kind = finding.ours ? 'error' : 'failure';
			return `      <${kind} message="${escaped(finding.message)}">${escaped(findingLine(finding))}</${kind}>`;
		});
		return `${head}>\n${failures.join('\n')}\n    </testcase>`;
	});
	const counts = `tests="${results.length}" failures="${failed(results)}" errors="${stopped(results)}"`;
	return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="lessons" ${counts}>\n${cases.join('\n')}\n  </testsuite>\n</testsuites>\n`;
}
