// Compose's own lists: a table with wide columns, or JSON (cmd/formatter/formatter.go, pretty.go).
import { encodeJson, goQuote, tabulate } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';

/** "table", "pretty", "" or "json"; another word is an error. */
export function printed(format: string, headers: readonly string[], rows: readonly (readonly string[])[], json: unknown): string {
	switch (format.toLowerCase()) {
		case 'table':
		case 'pretty':
		case '':
			return tabulate([headers, ...rows].map((cells) => `${cells.join('\t')}\n`).join(''), { minwidth: 20, tabwidth: 1, padding: 3, padchar: ' ' });
		case 'json':
			return `${encodeJson(json, { escapeHtml: false })}\n`;
		default:
			throw new Failure(`format value ${goQuote(format)} could not be parsed: parsing failed`);
	}
}
