// What --help and --version print, and applets' usage: texts in help/, loaded only when asked for.
import { print, printError } from '../../kernel/index.ts';
import type { Program } from '../../kernel/index.ts';
import { banner } from './busybox.ts';
import { appletUsages } from './help/applets.ts';
import { helpTexts } from './help/texts.ts';

/** argv: name as called, "help" or "version", the program's own name. */
export const gnuHelp: Program = {
	name: 'gnu-help',
	*main({ argv: [called = '', kind = '', name = called] }) {
		const base = name.slice(name.lastIndexOf('/') + 1);
		const text = helpTexts[base]?.[kind === 'version' ? 'version' : 'help'];
		if (text === undefined) {
			yield* printError(`${called}: unrecognized option '--${kind}'\n`);
			return 1;
		}
		yield* print(called === base ? text : text.replaceAll(`Usage: ${base}`, `Usage: ${called}`).replaceAll(`  or:  ${base}`, `  or:  ${called}`));
		return 0;
	}
};

/** argv: the applet, where it runs, the exit status. */
export const busyboxUsage: Program = {
	name: 'busybox-usage',
	*main({ argv: [name = '', , status = '1'] }) {
		yield* printError(`${yield* banner()}\n${appletUsages[name] ?? `Usage: ${name}\n`}`);
		return Number(status);
	}
};
