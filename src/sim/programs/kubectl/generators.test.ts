// What kubectl makes without changing a cluster (create, run, expose, autoscale, set, label, annotate, patch, kustomize), against recordings of the
// real one: testdata/kubectl/generators.yaml, made by tools/record-generators.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runKubectl } from './testing.ts';

interface Recording {
	readonly files: Record<string, string>;
	readonly objects: Record<string, unknown>;
	readonly cases: readonly { readonly argv: readonly string[]; readonly stdout: string; readonly stderr?: string; readonly exit: number }[];
}
const recording = parse(readFileSync(join(import.meta.dirname, '../../../../testdata/kubectl/generators.yaml'), 'utf8')) as Recording;
/** The recorder's directory and address, klog's time and process. */
const plain = (text: string): string =>
	text
		.replace(/\/tmp\/drydock-generators-\w+/g, '/root/lab')
		.replace(/localhost:\d+|192\.168\.49\.2:6443/g, '<server>')
		.replace(/^[IWE]\d{4} \S+ +\d+ /gm, '<klog> ');

describe('the generators of kubectl', () => {
	test.each(recording.cases.map((one) => [one.argv.join(' '), one] as const))(
		'%s: it prints what the real one does',
		(_line, { argv, stdout, stderr, exit }) => {
			const ours = runKubectl(argv, { files: recording.files, server: ({ path }) => recording.objects[path.split('?')[0] ?? ''] });
			expect({ stdout: plain(ours.stdout), stderr: plain(ours.stderr), exit: ours.exit }).toEqual({ stdout: plain(stdout), stderr: plain(stderr ?? ''), exit });
		}
	);
});
