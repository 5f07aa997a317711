// Traefik's rules: Host(`a`), PathPrefix(`/x`), … joined by &&, ||, ! and parentheses, as a test of a request.

/** What a rule looks at. */
export interface Asked {
	readonly host: string;
	readonly path: string;
	readonly method: string;
	readonly client: string;
	header(name: string): string | undefined;
}
export type Test = (asked: Asked) => boolean;

/** Whether a pattern of the rule matches; one that cannot be read matches nothing. */
function fits(pattern: string, text: string): boolean {
	try {
		return new RegExp(pattern).test(text);
	} catch {
		return false;
	}
}
const matchers: Readonly<Record<string, (values: readonly string[], asked: Asked) => boolean>> = {
	host: (values, { host }) => values.some((value) => value.toLowerCase() === host),
	hostregexp: (values, { host }) => values.some((value) => fits(value, host)),
	path: (values, { path }) => values.includes(path),
	pathprefix: (values, { path }) => values.some((value) => path.startsWith(value)),
	pathregexp: (values, { path }) => values.some((value) => fits(value, path)),
	method: (values, { method }) => values.includes(method),
	header: ([name = '', value], asked) => asked.header(name) === value,
	headers: ([name = '', value], asked) => asked.header(name) === value,
	clientip: (values, { client }) => values.includes(client)
};

/** The test a rule asks for, or what is wrong with it. */
export function readRule(rule: string): Test | string {
	const words = rule.match(/&&|\|\||[!(),]|`[^`]*`|"[^"]*"|'[^']*'|[A-Za-z]+|\S/g) ?? [];
	let at = 0;
	let problem = '';
	const fail = (why: string): Test => {
		problem ||= why;
		return () => false;
	};
	const one = (): Test => {
		const word = words[at++];
		if (word === undefined) return fail(`error while parsing rule ${rule}: unexpected end`);
		if (word === '!') {
			const test = one();
			return (asked) => !test(asked);
		}
		if (word === '(') {
			const test = either();
			if (words[at++] !== ')') fail(`error while parsing rule ${rule}: expected ')'`);
			return test;
		}
		const matches = matchers[word.toLowerCase()];
		if (!matches) return fail(`error while parsing rule ${rule}: unsupported function: ${word}`);
		if (words[at++] !== '(') return fail(`error while parsing rule ${rule}: expected '('`);
		const values: string[] = [];
		for (let next = words[at++]; next !== ')'; next = words[at++]) {
			if (next === undefined) return fail(`error while parsing rule ${rule}: expected ')'`);
			if (next !== ',') values.push(next.slice(1, -1));
		}
		return (asked) => matches(values, asked);
	};
	const both = (): Test => {
		const tests = [one()];
		while (words[at] === '&&') {
			at++;
			tests.push(one());
		}
		return (asked) => tests.every((test) => test(asked));
	};
	const either = (): Test => {
		const tests = [both()];
		while (words[at] === '||') {
			at++;
			tests.push(both());
		}
		return (asked) => tests.some((test) => test(asked));
	};
	const test = either();
	if (at < words.length) fail(`error while parsing rule ${rule}: unexpected ${words[at]}`);
	return problem === '' ? test : problem;
}
