// Records what the real kubectl prints for the cases of testdata/kubectl/generators.yaml: their argv is kept, their outputs are written anew.
// A small server answers discovery and the listed objects. usage: node tools/record-generators.ts /path/to/kubectl
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { discoveryAnswer } from '#src/sim/programs/kubectl/testing.ts';

interface Case {
	argv: string[];
	stdout?: string;
	stderr?: string;
	exit?: number;
}
interface Recording {
	client?: string;
	files: Record<string, string>;
	/** What the server answers, by path. */
	objects: Record<string, unknown>;
	cases: Case[];
}

const client = process.argv[2] ?? 'kubectl';
const path = join(import.meta.dirname, '../testdata/kubectl/generators.yaml');
const recording = parse(readFileSync(path, 'utf8')) as Recording;
const lab = mkdtempSync(`${tmpdir()}/drydock-generators-`);
for (const [name, content] of Object.entries(recording.files)) {
	mkdirSync(dirname(join(lab, name)), { recursive: true });
	writeFileSync(join(lab, name), content);
}
const server = createServer((request, response) => {
	const asked = request.url?.split('?')[0] ?? '';
	const body = discoveryAnswer(asked) ?? recording.objects[asked];
	const discovery = asked === '/api' || asked === '/apis';
	response.writeHead(body === undefined ? 404 : 200, {
		'Content-Type': discovery ? 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' : 'application/json'
	});
	response.end(body === undefined ? '404 page not found\n' : JSON.stringify(body));
});
await new Promise<void>((done) => server.listen(0, 'localhost', () => done()));
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;
const config = `apiVersion: v1\nkind: Config\nclusters:\n- {name: k, cluster: {server: "http://localhost:${port}"}}\ncontexts:\n- {name: k, context: {cluster: k, user: k}}\nusers:\n- {name: k, user: {}}\ncurrent-context: k\n`;
writeFileSync(join(lab, '.config'), config);

const run = (argv: readonly string[]): Promise<Case> =>
	new Promise((done) => {
		const env = { PATH: '/usr/bin:/bin', HOME: join(lab, '.home'), KUBECONFIG: join(lab, '.config') };
		const child = spawn(client, argv, { cwd: lab, env, stdio: ['ignore', 'pipe', 'pipe'] });
		let [stdout, stderr] = ['', ''];
		child.stdout.on('data', (data) => (stdout += String(data)));
		child.stderr.on('data', (data) => (stderr += String(data)));
		child.on('close', (exit) => done({ argv: [...argv], stdout, ...(stderr ? { stderr } : {}), exit: exit ?? -1 }));
	});
const cases: Case[] = [];
for (const { argv } of recording.cases) cases.push(await run(argv));
const version = (await run(['version', '--client'])).stdout?.split('\n')[0] ?? '';
writeFileSync(path, stringify({ client: version, ...recording, cases }, { lineWidth: 0, blockQuote: 'literal' }));
rmSync(lab, { recursive: true });
server.close();
