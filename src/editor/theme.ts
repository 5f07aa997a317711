// Monaco's colours, read off the tokens, so that editor, terminal and pictures are one.
import { editor } from 'monaco-editor/editor';
import { layerColour, srgb, token } from '#src/app/colour.ts';

export function applyTheme(): void {
	const name = document.documentElement.dataset['theme'] ?? 'dark';
	const base = name === 'light' ? 'vs' : name === 'contrast' ? 'hc-black' : 'vs-dark';
	const [ink, quiet, key, string, number, keyword] = [
		token('--ink'),
		token('--ink-3'),
		layerColour('--h-orch'),
		layerColour('--h-run'),
		layerColour('--h-app'),
		layerColour('--h-image')
	].map((colour) => colour.slice(1));
	const rule = (of: string, foreground = ''): editor.ITokenThemeRule => ({ token: of, foreground });
	editor.defineTheme('drydock', {
		base,
		inherit: true,
		rules: [
			rule('', ink),
			rule('comment', quiet),
			rule('type', key),
			rule('tag', key),
			rule('attribute', key),
			rule('string', string),
			rule('string.yaml', string),
			rule('string.sql', string),
			rule('number', number),
			rule('keyword', keyword),
			rule('variable', number),
			rule('delimiter', quiet),
			rule('operators', quiet)
		],
		colors: {
			'editor.background': token('--bg'),
			'editor.foreground': token('--ink'),
			'editorLineNumber.foreground': token('--ink-3'),
			'editorLineNumber.activeForeground': token('--ink-2'),
			'editorCursor.foreground': token('--accent'),
			'editor.selectionBackground': `${token('--accent')}40`,
			'editor.inactiveSelectionBackground': `${token('--accent')}26`,
			'editor.lineHighlightBackground': `${token('--raised')}80`,
			'editor.lineHighlightBorder': '#00000000',
			'editorIndentGuide.background1': token('--line'),
			'editorWidget.background': token('--panel'),
			'editorWidget.border': token('--line'),
			'editorSuggestWidget.background': token('--panel'),
			'editorSuggestWidget.selectedBackground': token('--raised'),
			'editorHoverWidget.background': token('--panel'),
			'editorHoverWidget.border': token('--line'),
			'editorError.foreground': token('--bad'),
			'editorWarning.foreground': token('--warn'),
			'scrollbarSlider.background': `${srgb('oklch(0.6 0.02 255)')}40`,
			'scrollbarSlider.hoverBackground': `${srgb('oklch(0.6 0.02 255)')}70`,
			focusBorder: token('--accent')
		}
	});
	editor.setTheme('drydock');
}
