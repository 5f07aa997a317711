// Text broken at blanks so that lines stay within a width, as mitchellh/go-wordwrap does it: blanks at a break are dropped, longer words stay whole.

const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\v' || char === '\f';

export function wordWrap(text: string, limit: number): string {
	let done = '';
	let current = 0;
	let word = '';
	let space = '';
	const settle = (): void => {
		current += space.length + word.length;
		done += space + word;
		space = '';
		word = '';
	};
	for (const char of text) {
		if (char === '\n') {
			if (word === '' && current + space.length > limit) space = '';
			settle();
			done += '\n';
			current = 0;
		} else if (isSpace(char)) {
			if (space === '' || word !== '') settle();
			space += char;
		} else {
			word += char;
			if (current + word.length + space.length > limit && word.length < limit) {
				done += '\n';
				current = 0;
				space = '';
			}
		}
	}
	if (word !== '' || current + space.length <= limit) done += space + word;
	return done;
}
export const indent = (text: string, amount: number): string => ' '.repeat(amount) + text.replaceAll('\n', `\n${' '.repeat(amount)}`);
