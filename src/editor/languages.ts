// Languages that Monaco does not bring, or brings only with megabytes of services: nginx's configuration and plain JSON, as small tokenizers.
import { languages } from 'monaco-editor/editor';

const nginx: languages.IMonarchLanguage = {
	tokenizer: {
		root: [
			[/#.*$/, 'comment'],
			[/\$\w+/, 'variable'],
			[/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/, 'string'],
			[/\b(?:server|http|events|location|upstream|map|types|if|stream)\b(?=[^;]*\{)/, 'keyword'],
			[/\b(?:on|off|default|all|any)\b/, 'keyword'],
			[/\b\d+(?:\.\d+)*[kKmMgGsdhy]?\b/, 'number'],
			[/^\s*[a-z_]+(?=[\s;])/, 'type'],
			[/[{};]/, 'delimiter']
		]
	}
};

const json: languages.IMonarchLanguage = {
	tokenizer: {
		root: [
			[/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'type'],
			[/"(?:[^"\\]|\\.)*"/, 'string'],
			[/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
			[/\b(?:true|false|null)\b/, 'keyword'],
			[/[{}[\],:]/, 'delimiter']
		]
	}
};

const brackets: languages.LanguageConfiguration = {
	brackets: [
		['{', '}'],
		['[', ']'],
		['(', ')']
	],
	autoClosingPairs: [
		{ open: '{', close: '}' },
		{ open: '[', close: ']' },
		{ open: '"', close: '"' }
	]
};

export function registerLanguages(): void {
	for (const [id, language, comment] of [
		['nginx', nginx, '#'],
		['json', json, undefined]
	] as const) {
		languages.register({ id });
		languages.setMonarchTokensProvider(id, language);
		languages.setLanguageConfiguration(id, { ...brackets, ...(comment !== undefined && { comments: { lineComment: comment } }) });
	}
}
