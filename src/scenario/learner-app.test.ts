// The learner's own app in the two shapes of every course: Flask with redis from Docker's Compose tutorial, express with npm ci. And Python
// snippets against what CPython printed (testdata/python: NAME.py and NAME.txt, standard output, "--- status", standard error).
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Bench } from './testing.ts';

const compose = `import time

import redis
from flask import Flask

app = Flask(__name__)
cache = redis.Redis(host='redis', port=6379)


def get_hit_count():
    retries = 5
    while True:
        try:
            return cache.incr('hits')
        except redis.exceptions.ConnectionError as exc:
            if retries == 0:
                raise exc
            retries -= 1
            time.sleep(0.5)


@app.route('/')
def hello():
    count = get_hit_count()
    return f'Hello World! I have been seen {count} times.\\n'
`;

test("Docker's Compose tutorial counts visits in redis, reloads on a change, and goes with nothing left", { timeout: 120_000 }, async () => {
	const bench = await Bench.of('docker');
	bench.write('/root/hits/app.py', compose);
	bench.write('/root/hits/requirements.txt', 'flask\nredis\n');
	bench.write(
		'/root/hits/Dockerfile',
		'FROM python:3.12-alpine\nWORKDIR /code\nENV FLASK_APP=app.py\nENV FLASK_RUN_HOST=0.0.0.0\nCOPY requirements.txt requirements.txt\nRUN pip install -r requirements.txt\nEXPOSE 5000\nCOPY . .\nCMD ["flask", "run", "--debug"]\n'
	);
	bench.write('/root/hits/compose.yaml', 'services:\n  web:\n    build: .\n    ports:\n      - "8000:5000"\n  redis:\n    image: "redis:alpine"\n');
	expect((await bench.run('cd hits && docker compose up -d')).exit).toBe(0);
	expect((await bench.run('sleep 3; curl -s localhost:8000; curl -s localhost:8000')).output).toBe(
		'Hello World! I have been seen 1 times.\nHello World! I have been seen 2 times.\n'
	);
	const logs = await bench.run("cd hits && docker compose logs --no-log-prefix web | sed 's/\\x1b\\[[0-9]*m//g; s/[0-9]*-[0-9]*-[0-9]*$/PIN/'");
	expect(logs.output.replaceAll(/\[\d\d\/.*?\]/g, '[time]')).toBe(
		' * Serving Flask app \'app.py\'\n * Debug mode: on\nWARNING: This is a development server. Do not use it in a production deployment. Use a production WSGI server instead.\n * Running on all addresses (0.0.0.0)\n * Running on http://127.0.0.1:5000\n * Running on http://172.18.0.2:5000\nPress CTRL+C to quit\n * Restarting with stat\n * Debugger is active!\n * Debugger PIN: PIN\n172.18.0.1 - - [time] "GET / HTTP/1.1" 200 -\n172.18.0.1 - - [time] "GET / HTTP/1.1" 200 -\n'.replace(
			'172.18.0.2:5000',
			/http:\/\/(172\.18\.0\.\d:5000)/.exec(logs.output)?.[1] ?? ''
		)
	);
	await bench.run("cd hits && sed -i 's/Hello World/Hello from Docker/' app.py && docker compose cp app.py web:/code/app.py; sleep 4");
	expect((await bench.run('curl -s localhost:8000')).output).toBe('Hello from Docker! I have been seen 3 times.\n');
	expect((await bench.run('cd hits && docker compose down; docker ps -aq; docker network ls -q --filter type=custom')).output).toMatch(
		/Network hits_default {2}Removed\n$/
	);
	expect(bench.world.bugs).toEqual([]);
});

test('gunicorn serves a Flask app with workers of its own and stops when it is told to', { timeout: 120_000 }, async () => {
	const bench = await Bench.of('docker');
	bench.write(
		'/root/g/app.py',
		"from flask import Flask, jsonify, request, abort, render_template_string\napp = Flask(__name__)\n@app.get('/api/<int:n>')\ndef api(n): return jsonify(n=n, q=request.args.get('q'))\n@app.post('/echo')\ndef echo(): return {'got': request.get_json()['a']}, 201\n@app.get('/page')\ndef page(): return render_template_string('{% for x in xs %}<b>{{ x|upper }}</b>{% endfor %}', xs=['a', '<'])\n@app.get('/no')\ndef no(): abort(403)\n"
	);
	bench.write(
		'/root/g/Dockerfile',
		'FROM python:3.12-slim\nWORKDIR /app\nRUN pip install --no-cache-dir flask==3.0.* gunicorn\nCOPY app.py .\nCMD ["gunicorn", "app:app", "-b", "0.0.0.0:8000", "-w", "2"]\n'
	);
	expect((await bench.run('docker build -q -t g g && docker run -d --name web -p 8000:8000 g')).exit).toBe(0);
	expect(
		(
			await bench.run(
				"sleep 2; curl -s 'localhost:8000/api/7?q=x'; curl -s -X POST -H 'Content-Type: application/json' -d '{\"a\": [1]}' -w '%{http_code}\\n' localhost:8000/echo; curl -s localhost:8000/page; echo; curl -s -o /dev/null -w '%{http_code}\\n' localhost:8000/no; docker top web -o pid,cmd | sed 's/^ *[0-9]* *//'"
			)
		).output
	).toBe(
		'{"n":7,"q":"x"}\n{"got":[1]}\n201\n<b>A</b><b>&lt;</b>\n403\nPID                 CMD\n/usr/local/bin/python3.12 /usr/local/bin/gunicorn app:app -b 0.0.0.0:8000 -w 2\n/usr/local/bin/python3.12 /usr/local/bin/gunicorn app:app -b 0.0.0.0:8000 -w 2\n/usr/local/bin/python3.12 /usr/local/bin/gunicorn app:app -b 0.0.0.0:8000 -w 2\n'
	);
	const ended = await bench.run("docker stop web >/dev/null; docker inspect -f '{{.State.ExitCode}}' web; docker logs web 2>&1 | sed 's/^\\[[^]]*\\] //'");
	expect(ended.output).toContain('[INFO] Starting gunicorn 23.0.0\n[1] [INFO] Listening at: http://0.0.0.0:8000 (1)\n[1] [INFO] Using worker: sync\n');
	expect(ended.output).toMatch(/^0\n/);
	expect(ended.output).toMatch(/\[1\] \[INFO\] Handling signal: term\n/);
	expect(ended.output).toMatch(/\[1\] \[INFO\] Shutting down: Master\n$/);
	expect(bench.world.bugs).toEqual([]);
});

test('an express app installs from its lock, runs, and a broken or stale manifest gives the words of npm', { timeout: 120_000 }, async () => {
	const bench = await Bench.of('docker');
	bench.write(
		'/root/x/package.json',
		'{"name":"x","version":"1.0.0","scripts":{"start":"node server.js"},"dependencies":{"express":"4.21.2"},"devDependencies":{"is-odd":"^2.0.0"}}\n'
	);
	bench.write(
		'/root/x/server.js',
		"const express = require('express');\nconst app = express();\napp.use(express.json());\napp.get('/hi/:name', (q, s) => s.json({ hi: q.params.name }));\napp.post('/sum', (q, s) => s.status(201).send(String(q.body.a + q.body.b)));\napp.listen(3000, () => console.log('up'));\n"
	);
	bench.write(
		'/root/x/Dockerfile',
		'FROM node:20-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --omit=dev\nCOPY . .\nUSER node\nEXPOSE 3000\nCMD ["npm", "start"]\n'
	);
	expect((await bench.run('docker build --progress=plain -t x x')).output).toContain(
		'The `npm ci` command can only install with an existing package-lock.json or'
	);
	expect((await bench.run('cd x && docker run --rm -v $PWD:/app -w /app node:20-alpine npm install --package-lock-only')).output).toContain(
		'up to date, audited'
	);
	const built = await bench.run('docker build --no-cache --progress=plain -t x x');
	expect(built.output).toMatch(/added 72 packages, and audited 75 packages in \d+s/);
	await bench.run('docker run -d --name shop -p 3000:3000 x; sleep 2');
	const answers = await bench.run(
		'curl -s localhost:3000/hi/bob; echo; curl -s -X POST -H \'Content-Type: application/json\' -d \'{"a":1,"b":2}\' localhost:3000/sum; docker exec shop npm ls'
	);
	expect(answers.output).toContain('{"hi":"bob"}\n3');
	expect(answers.output).toContain('`-- UNMET DEPENDENCY is-odd@^2.0.0\n');
	bench.write('/root/x/package.json', '{ "name": "x", }\n');
	const broken = await bench.run('cd x && docker run --rm -v $PWD:/app -w /app node:20-alpine npm install');
	expect(broken.output.replace(/\d{4}-\d\d-\d\dT[\d_]+Z/, 'TIME')).toBe(
		'npm error code EJSONPARSE\nnpm error path /app/package.json\nnpm error JSON.parse Expected double-quoted property name in JSON at position 15 while parsing "{ \\"name\\": \\"x\\", }\\n"\nnpm error JSON.parse Failed to parse JSON data.\nnpm error JSON.parse Note: package.json must be actual JSON, not just JavaScript.\nnpm error A complete log of this run can be found in: /root/.npm/_logs/TIME-debug-0.log\n'
	);
	expect((await bench.run('docker run --rm --network none node:20-alpine npm install -g ms')).output).toContain(
		'npm error request to https://registry.npmjs.org/ms failed, reason: getaddrinfo EAI_AGAIN registry.npmjs.org\n'
	);
	expect((await bench.run('docker run --rm --user 1000 -w /opt node:20-alpine npm install ms')).output).toContain(
		"npm error Error: EACCES: permission denied, mkdir '/opt/node_modules'\n"
	);
	expect(bench.world.bugs).toEqual([]);
});

test('Python programs print what CPython printed, tracebacks and statuses too', { timeout: 120_000 }, async () => {
	const bench = await Bench.of('docker');
	const dir = new URL('testdata/python/', import.meta.url);
	const names = readdirSync(dir)
		.filter((file) => file.endsWith('.py'))
		.map((file) => file.slice(0, -3));
	for (const name of names) bench.write(`/root/py/${name}.py`, readFileSync(new URL(`${name}.py`, dir), 'utf8'));
	await bench.run('docker run -d --name box -w /py python:3.12-slim sleep 10000; docker cp /root/py/. box:/py');
	for (const name of names) {
		const { output } = await bench.run(`docker exec box sh -c 'python3 ${name}.py > /tmp/o 2> /tmp/e; echo "--- $?" > /tmp/x; cat /tmp/o /tmp/x /tmp/e'`);
		expect(output, name).toBe(readFileSync(new URL(`${name}.txt`, dir), 'utf8'));
	}
	expect(bench.world.bugs).toEqual([]);
});

test('pip takes versions by range, refuses what there is not, and a virtual environment keeps its own', { timeout: 120_000 }, async () => {
	const bench = await Bench.of('docker');
	await bench.run('docker run -d --name box python:3.12-slim sleep 10000');
	const run = async (line: string): Promise<string> => (await bench.run(`docker exec box sh -c '${line}'`)).output;
	expect(await run('pip install flask==99')).toBe(
		'ERROR: Could not find a version that satisfies the requirement flask==99 (from versions: 1.1.4, 2.0.3, 2.2.5, 2.3.3, 3.0.0, 3.0.3, 3.1.0)\nERROR: No matching distribution found for flask==99\n'
	);
	expect(
		await run('python -m venv /v && . /v/bin/activate && pip install -q "flask>=2,<3" && python -c "import flask; print(flask.__version__, flask.__file__)"')
	).toBe('2.3.3 /v/lib/python3.12/site-packages/flask/__init__.py\n');
	expect(await run('python -c "import flask"')).toBe(
		'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\nModuleNotFoundError: No module named \'flask\'\n'
	);
	expect(
		await run(
			'cd /tmp; echo hi > x.txt; (python3 -u -m http.server 9000 > log 2>&1 &); sleep 1; python3 -c "import urllib.request as u; print(u.urlopen(\\"http://localhost:9000/x.txt\\").read())"; head -1 log'
		)
	).toBe("b'hi\\n'\nServing HTTP on 0.0.0.0 port 9000 (http://0.0.0.0:9000/) ...\n");
	expect(bench.world.bugs).toEqual([]);
});

test('node runs modules, waits for children and reports tests as TAP where no terminal is', { timeout: 120_000 }, async () => {
	const bench = await Bench.of('docker');
	bench.write(
		'/root/n/a.mjs',
		"import fs from 'node:fs/promises'; import { createHash } from 'crypto'; import { execSync } from 'child_process';\nconst text = await fs.readFile('x.txt', 'utf8');\nconsole.log(createHash('sha256').update(text).digest('hex'), execSync('echo $((1+2))').toString().trim());\n"
	);
	bench.write('/root/n/x.txt', 'x');
	bench.write(
		'/root/n/sum.test.js',
		"const test = require('node:test'); const assert = require('node:assert');\ntest('adds', () => assert.strictEqual(1 + 1, 2));\ntest('skips', { skip: true }, () => {});\n"
	);
	const run = 'cd n && docker run --rm -v $PWD:/app -w /app node:20-alpine';
	expect((await bench.run(`${run} node a.mjs`)).output).toMatch(/2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881 3\n$/);
	const tested = await bench.run(`${run} node --test`);
	expect(tested.output.replaceAll(/duration_ms:? [\d.]+/g, 'duration_ms N')).toBe(
		'TAP version 13\n# Subtest: adds\nok 1 - adds\n  ---\n  duration_ms N\n  ...\n# Subtest: skips\nok 2 - skips # SKIP\n  ---\n  duration_ms N\n  ...\n1..2\n# tests 2\n# suites 0\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 1\n# todo 0\n# duration_ms N\n'
	);
	expect(bench.world.bugs).toEqual([]);
});
