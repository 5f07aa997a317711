// Command lines as urfave/cli reads them: flags stand before words at each level, "-n" and "--namespace" alike. Shared by ctr and crictl.

export interface FlagSpec {
	/** "namespace": takes a value; "all": does not. */
	readonly name: string;
	readonly short?: string;
	readonly value?: boolean;
	/** May be given several times. */
	readonly many?: boolean;
}
export interface Parsed {
	readonly flags: Readonly<Record<string, string>>;
	readonly lists: Readonly<Record<string, readonly string[]>>;
	readonly words: readonly string[];
	/** What is wrong, in Go's flag package's words. */
	readonly error?: string;
}

/** Parses flags up to the first word (or --); `anywhere`: between words too, as crictl allows. */
export function parse(argv: readonly string[], specs: readonly FlagSpec[], anywhere = false): Parsed {
	const flags: Record<string, string> = {};
	const lists: Record<string, string[]> = {};
	const words: string[] = [];
	for (let i = 0; i < argv.length; i++) {
		const arg = argv[i] ?? '';
		if (arg === '--') return { flags, lists, words: [...words, ...argv.slice(i + 1)] };
		if (!arg.startsWith('-') || arg === '-') {
			words.push(arg);
			if (!anywhere) return { flags, lists, words: argv.slice(i) };
			continue;
		}
		const [name = '', given] = arg.replace(/^--?/, '').split(/=(.*)/s);
		const bundle = !arg.startsWith('--') && given === undefined && name.length > 1 && [...name].every((c) => specs.some((s) => s.short === c && !s.value));
		for (const each of bundle ? [...name] : [name]) {
			const spec = specs.find((s) => s.name === each || s.short === each);
			if (!spec) return { flags, lists, words, error: `flag provided but not defined: -${each}` };
			let value = given ?? 'true';
			if (spec.value && given === undefined) {
				if (i + 1 >= argv.length) return { flags, lists, words, error: `flag needs an argument: -${each}` };
				value = argv[++i] ?? '';
			}
			flags[spec.name] = value;
			(lists[spec.name] ??= []).push(value);
		}
	}
	return { flags, lists, words };
}
