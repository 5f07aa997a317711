// kubectl kuberc view: the preferences file as it is. `set` is left out, and so is what the file would change in other commands.
import { Errno, type Sys } from '../../../engine/index.ts';
import { read, readText } from '../../../kernel/index.ts';
import { parseYaml, YamlError } from '../../../values/index.ts';
import { isObject } from '../dig.ts';
import { Failure } from '../failure.ts';
import { alphaHelp } from '../help/alpha.ts';
import { kubercHelp } from '../help/kuberc.ts';
import { outputPrinter } from '../print/output.ts';
import { out, type Session } from '../session.ts';
import { command } from '../tree.ts';

function* view(s: Session): Sys<number> {
	if (s.env['KUBERC'] === 'off') throw new Failure('KUBERC is disabled via KUBERC=off environment variable');
	const path = s.str('kuberc') || s.env['KUBERC'] || `${s.env['HOME'] ?? ''}/.kube/kuberc`;
	const print = yield* outputPrinter(s);
	let text: string;
	try {
		text = yield* readText(path);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		if (s.str('kuberc') !== '') throw new Failure(`kuberc file not found at ${path}`);
		yield* out(`kuberc file not found at ${path}\nWould you like to generate a default kuberc file with recommended options? (y/N): `);
		yield* read(0, 1024);
		return 0;
	}
	try {
		const value = parseYaml(text);
		if (print) yield* print(isObject(value) ? value : {});
	} catch (error) {
		if (error instanceof YamlError) throw new Failure(`error parsing kuberc file: ${error.message}`);
		throw error;
	}
	return 0;
}
export const kuberc = command(kubercHelp, { subs: { view: { run: view } } });
export const alpha = command(alphaHelp, { says: 'No alpha commands are available in this version of kubectl\n' });
