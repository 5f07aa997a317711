// What every subcommand does with a question for help and with what it does not know.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from './commands.ts';

const drydock = (...args: string[]): { out: string; err: string; status: number | null } => {
	const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' });
	return { out: stdout, err: stderr, status };
};

test('every subcommand is listed, and tells its usage when it is asked: it does', () => {
	const { out, status } = drydock('help');
	expect(status).toBe(0);
	for (const { usage } of commands) expect(out).toContain(usage);
	expect(drydock('fidelity', '-h')).toEqual({
		out: 'Usage: drydock fidelity DIR… [--json] [--diff] [--rename SEED]\n\n  play recordings of the real tools and compare\n',
		err: '',
		status: 0
	});
});

test('what is not there is named, without a stack: it is', () => {
	expect(drydock('fidelty')).toMatchObject({ out: '', status: 2, err: expect.stringMatching(/^drydock: there is no command fidelty\n/) });
	expect(drydock('fidelity', 'nowhere')).toEqual({ out: '', err: 'drydock fidelity: nowhere is no file or folder of recordings\n', status: 2 });
	expect(drydock('fidelity', '--quick')).toEqual({ out: '', err: 'drydock fidelity: there is no option --quick\n', status: 2 });
});
