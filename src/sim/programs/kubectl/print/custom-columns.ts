// -o custom-columns: a header and a JSONPath for each column.
import { findJsonPath, goSprint, JsonPathError, kubectlTable, parseJsonPath, relaxedJsonPath, tabulate } from '../../../values/index.ts';
import type { Json } from '../dig.ts';
import { Failure } from '../failure.ts';

export interface Column {
	readonly header: string;
	readonly path: string;
}
function relaxed(path: string): string {
	try {
		return relaxedJsonPath(path);
	} catch (error) {
		if (error instanceof JsonPathError) throw new Failure(error.message);
		throw error;
	}
}
/** Columns of "NAME:.metadata.name,IMAGE:.spec.image". */
export function columnsFromSpec(spec: string): Column[] {
	if (spec === '') throw new Failure('custom-columns format specified but no custom columns given');
	return spec.split(',').map((part) => {
		const colon = part.indexOf(':');
		if (colon < 0) throw new Failure(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
		return { header: part.slice(0, colon), path: relaxed(part.slice(colon + 1)) };
	});
}
/** Columns of a file with a line of headers and a line of paths. */
export function columnsFromFile(content: string): Column[] {
	const [first, second] = content.split('\n');
	const line = (text: string | undefined, what: string): string[] => {
		if (text === undefined || text === '')
			throw new Failure(
				`invalid template, missing ${what} line. Expected format is one line of space separated headers, one line of space separated column specs.`
			);
		return text.split(/\s+/).filter((word) => word !== '');
	};
	const headers = line(first, 'header');
	const specs = line(second, 'spec');
	if (headers.length !== specs.length) throw new Failure(`number of headers (${headers.length}) and field specifications (${specs.length}) don't match`);
	return headers.map((header, i) => ({ header, path: relaxed(specs[i] ?? '') }));
}

function cell(path: ReturnType<typeof parseJsonPath>, object: unknown): string {
	const values = findJsonPath(path, object, { allowMissingKeys: true });
	const texts = values.flat().map((value) => goSprint(value));
	return values.length === 0 || values[0]?.length === 0 ? ['<none>', ...texts].join(',') : texts.join(',');
}
/** The rows of an object or of a list's items. */
export function columnsText(object: Json, columns: readonly Column[], noHeaders: boolean): string {
	try {
		const paths = columns.map(({ path }) => parseJsonPath(path));
		const items = Array.isArray(object.items) ? object.items : [object];
		const lines = items.map((item: unknown) => paths.map((path) => cell(path, item)).join('\t'));
		return tabulate([...(noHeaders ? [] : [columns.map(({ header }) => header).join('\t')]), ...lines].map((line) => `${line}\n`).join(''), kubectlTable);
	} catch (error) {
		if (error instanceof JsonPathError) throw new Failure(error.message);
		throw error;
	}
}
