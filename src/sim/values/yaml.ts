// YAML as Kubernetes (sigs.k8s.io/yaml over go-yaml v2) and docker compose (go-yaml v3) read and write it.
// A port of libyaml's scanner and parser, because learners meet its error texts and line numbers word for word.
// Leaves out comments, anchors on output, and streams of more than one document on output.

import { composeDocument } from './yaml/compose.ts';
import { decodeDocument } from './yaml/resolve.ts';
import { newScanner, type YamlDialect, YamlError } from './yaml/scanner.ts';

export { compareYamlKeys, encodeYaml, type EncodeYamlOptions } from './yaml/encode.ts';
export { type YamlDialect, YamlError } from './yaml/scanner.ts';

export interface ParseYamlOptions {
	/** v2 (Kubernetes) unless told; v3 is docker compose. */
	readonly dialect?: YamlDialect;
	/** Refuse equal keys in one mapping, as UnmarshalStrict. v3 always does. */
	readonly strict?: boolean;
}

/** The first document as a JSON value; an empty text is null. Throws `YamlError`, message "yaml: line 3: …". */
export function parseYaml(source: string, options: ParseYamlOptions = {}): unknown {
	const dialect = options.dialect ?? 'v2';
	const root = composeDocument(newScanner(source, dialect));
	return root === undefined ? null : decodeDocument(root, dialect, options.strict === true);
}

export interface YamlChunk {
	readonly text: string;
	/** The line of the whole text, counted from 1, on which this document's text begins. */
	readonly line: number;
}

/**
 * Cuts a text at its "---" lines, as kubectl does before it parses (apimachinery's YAMLReader); each document then counts its own lines.
 * Throws `YamlError` when something but a comment follows a separator on its line.
 */
export function splitYamlDocuments(source: string): YamlChunk[] {
	const chunks: YamlChunk[] = [];
	let buffer = '';
	let start = 1;
	let number = 0;
	for (const line of source.split(/(?<=\n)/)) {
		number++;
		if (line.startsWith('---')) {
			const rest = line.slice(3).trim();
			if (rest !== '' && !rest.startsWith('#')) throw new YamlError(`invalid Yaml document separator: ${rest}`);
			if (buffer !== '') {
				chunks.push({ text: buffer, line: start });
				buffer = '';
				continue;
			}
		}
		if (buffer === '') start = number;
		buffer += line;
	}
	if (buffer !== '') chunks.push({ text: buffer, line: start });
	return chunks;
}

/** Every document that is not empty, with the line it begins on. Throws `YamlError` for the first that does not parse. */
export function parseYamlDocuments(source: string, options: ParseYamlOptions = {}): { value: unknown; line: number }[] {
	const documents: { value: unknown; line: number }[] = [];
	for (const chunk of splitYamlDocuments(source)) {
		const value = parseYaml(chunk.text, options);
		if (value !== null) documents.push({ value, line: chunk.line });
	}
	return documents;
}
