// What `drydock lessons` has found, as lines for people and editors, as JSON, or as JUnit XML for a pipeline.

export interface LessonFinding {
	readonly file: string;
	readonly line: number;
	readonly column?: number;
	readonly message: string;
}
export interface LessonResult {
	readonly file: string;
	readonly seconds: number;
	readonly findings: readonly LessonFinding[];
}

/** `file:line:column: message` */
export const findingLine = ({ file, line, column, message }: LessonFinding): string => `${file}:${line}:${column === undefined ? '' : `${column}:`} ${message}`;

const failed = (results: readonly LessonResult[]): number => results.filter(({ findings }) => findings.length > 0).length;

export const summaryLine = (results: readonly LessonResult[]): string => `lessons: ${results.length} checked, ${failed(results)} failed`;

export const asJson = (results: readonly LessonResult[]): string =>
	`${JSON.stringify({ checked: results.length, failed: failed(results), lessons: results.map((result) => ({ ok: result.findings.length === 0, ...result })) }, null, '\t')}\n`;

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (letter) => names[letter] ?? '').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd');

export function asJunit(results: readonly LessonResult[]): string {
	const cases = results.map(({ file, seconds, findings }) => {
		const head = `    <testcase classname="lessons" name="${escaped(file)}" file="${escaped(file)}" time="${seconds}"`;
		if (findings.length === 0) return `${head}/>`;
		const failures = findings.map((finding) => `      <failure message="${escaped(finding.message)}">${escaped(findingLine(finding))}</failure>`);
		return `${head}>\n${failures.join('\n')}\n    </testcase>`;
	});
	const counts = `tests="${results.length}" failures="${failed(results)}"`;
	return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="lessons" ${counts}>\n${cases.join('\n')}\n  </testsuite>\n</testsuites>\n`;
}
