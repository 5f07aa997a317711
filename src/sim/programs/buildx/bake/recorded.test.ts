// What docker-buildx 0.24.0 itself printed for these definitions (testdata/recorded.json: files, arguments, environment; progress lines left out).
// Recorded besides and different here (15 of 311): how many "other diagnostics" a JSON syntax error has, quotients of more than 17 digits, sets told
// from lists, which of two wrong arguments is named first (Go's order of maps), a variable called DEBUG (the client's own).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { advance } from '../../../../scenario/drive.ts';
import { createWorld } from '../../../world/index.ts';

interface Case {
	readonly files: Readonly<Record<string, string>>;
	readonly args: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	readonly stdout: string;
	readonly stderr: string;
	readonly exit: number;
}
const cases = JSON.parse(readFileSync(new URL('./testdata/recorded.json', import.meta.url), 'utf8')) as readonly Case[];
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

test('bake --print and --list print what the real one printed, it', async () => {
	const world = await createWorld('docker', {});
	await advance(world, 3_000_000);
	const script = cases.map(({ files, args, env = {} }, i) => {
		const list = args.some((arg) => arg.startsWith('--list'));
		const words = ['docker', 'buildx', 'bake', ...(list ? [] : ['--print']), ...args].map(quoted).join(' ');
		const written = Object.entries(files).map(([name, text]) => `printf %s ${quoted(text)} > ${name}`);
		const set = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)} `);
		return [`mkdir /root/w${i}; cd /root/w${i}`, ...written, `${set.join('')}${words} > /root/${i}.out 2> /root/${i}.err; echo $? > /root/${i}.rc`].join('\n');
	});
	const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };
	world.input({
		kind: 'process.start',
		host: 'docker',
		process: 1,
		options: { path: '/bin/sh', argv: ['sh', '-c', `${script.join('\n')}\necho > /root/end`], env, cwd: '/root' }
	});
	for (let i = 0; i < 600 && !world.readFile('docker', '/root/end'); i++) await advance(world, 1_000_000);
	const read = (name: string): string => new TextDecoder().decode(world.readFile('docker', `/root/${name}`) ?? new Uint8Array());
	const found = cases.map((one, i) => ({
		...one,
		stdout: read(`${i}.out`),
		stderr: read(`${i}.err`)
			.split('\n')
			.filter((line) => !/^#\d/.test(line))
			.join('\n')
			.replace(/^\n+/, ''),
		exit: Number(read(`${i}.rc`))
	}));
	expect(found).toEqual(cases);
}, 120_000);
