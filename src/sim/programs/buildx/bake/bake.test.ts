import { readyWorld, script } from '../testdata/world.ts';
import { expect, test } from 'vitest';
import { Definition } from './definition.ts';
import { parseHcl } from './hcl/parse.ts';
import { HclFailure } from './hcl/syntax.ts';
import { resolveTargets } from './resolve.ts';
import { targetJson } from './target.ts';

const around = (env: Readonly<Record<string, string>> = {}) => ({
	env,
	now: Date.UTC(2025, 5, 1) * 1000,
	builtins: new Map([
		['BAKE_CMD_CONTEXT', 'cwd://'],
		['BAKE_LOCAL_PLATFORM', 'linux/amd64']
	])
});
const config = (text: string, env: Readonly<Record<string, string>> = {}) => new Definition([parseHcl(text, 'docker-bake.hcl')], around(env)).read().config;
/** What --print has of targets, or the error. */
function printed(text: string, asked: readonly string[] = ['default'], set: readonly string[] = [], env: Readonly<Record<string, string>> = {}): unknown {
	try {
		const { targets } = resolveTargets(config(text, env), asked, set, env);
		return Object.fromEntries([...targets].map(([name, target]) => [name, targetJson(target)]));
	} catch (error) {
		if (error instanceof HclFailure) return error.text;
		if (typeof error === 'object' && error !== null && 'text' in error) return error.text;
		throw error;
	}
}

const release = `
variable "TAG" {
  default = "latest"
  description = "what it is called"
}
variable "DEBUG" { default = false }
REGISTRY = "registry.example.com"

function "tag" {
  params = [name]
  result = ["\${REGISTRY}/\${name}:\${TAG}", notequal("latest", TAG) ? "\${REGISTRY}/\${name}:latest" : ""]
}
group "default" {
  targets = ["app", "worker"]
}
target "_common" {
  args = {
    VERSION = TAG
    MODE    = DEBUG ? "debug" : "release"
  }
  labels = { "org.opencontainers.image.title" = upper("demo") }
  platforms = ["linux/amd64"]
}
target "app" {
  inherits = ["_common"]
  context = "./app/"
  tags = tag("app")
  args = { NAME = "app", EMPTY = null }
}
target "worker" {
  inherits = ["app"]
  dockerfile = "Dockerfile.\${target.app.args.NAME}"
  tags = tag("worker")
  output = ["type=local,dest=out"]
}
`;

test('variables, functions, inheritance and references make targets, it', () => {
	expect(printed(release, ['default'], [], { TAG: 'v1', DEBUG: '1' })).toEqual({
		app: {
			context: 'app',
			dockerfile: 'Dockerfile',
			args: { MODE: 'debug', NAME: 'app', VERSION: 'v1' },
			labels: { 'org.opencontainers.image.title': 'DEMO' },
			tags: ['registry.example.com/app:v1', 'registry.example.com/app:latest'],
			platforms: ['linux/amd64']
		},
		worker: {
			context: 'app',
			dockerfile: 'Dockerfile.app',
			args: { MODE: 'debug', NAME: 'app', VERSION: 'v1' },
			labels: { 'org.opencontainers.image.title': 'DEMO' },
			tags: ['registry.example.com/worker:v1', 'registry.example.com/worker:latest'],
			platforms: ['linux/amd64'],
			output: [{ dest: 'out', type: 'local' }]
		}
	});
});

test('a matrix makes a target of each turn and a group of them, it', () => {
	const text = `
target "app" {
  name = "app-\${tgt}-\${replace(ver, ".", "-")}"
  matrix = {
    tgt = ["dev", "prod"]
    ver = ["1.0", "2.0"]
  }
  target = tgt
  args = { VERSION = ver }
}`;
	const { groups, targets } = config(text);
	expect(groups).toEqual([{ name: 'app', targets: ['app-dev-1-0', 'app-prod-1-0', 'app-dev-2-0', 'app-prod-2-0'] }]);
	expect(targets.map(({ name, target, args }) => [name, target, args?.get('VERSION')])).toEqual([
		['app-dev-1-0', 'dev', '1.0'],
		['app-prod-1-0', 'prod', '1.0'],
		['app-dev-2-0', 'dev', '2.0'],
		['app-prod-2-0', 'prod', '2.0']
	]);
	expect(printed(text, ['app-dev-1-0'])).toMatchObject({ 'app-dev-1-0': { target: 'dev' } });
});

test('expressions have HCL’s values, it', () => {
	const text = (expression: string): string => `target "default" { description = ${expression} }`;
	const value = (expression: string): unknown => {
		const out = printed(text(expression));
		return typeof out === 'string' ? out : (out as { default: { description?: string } }).default.description;
	};
	expect(
		[
			'"${1 + 2 * 3}-${7 % 4}-${-2}"',
			'join(",", [for s in ["a", "b"] : upper(s) if s != "b"])',
			'join(",", [for k, v in { b = 2, a = 1 } : "${k}=${v}"])',
			'{ for s in ["x"] : s => "y${s}" }["x"]',
			'"%{ if 2 > 1 }yes%{ else }no%{ endif }"',
			'"a\\tb $${not} \\u0041"',
			'[{ n = "p" }, { n = "q" }].*.n[1]',
			'format("%s-%03d-%v", "x", 7, [1, true])',
			'coalesce(null, "", "z") == "" ? "empty" : "full"',
			'formatdate("YYYY-MM-DD\'T\'hh", timestamp())',
			'regex_replace("v1.2.3", "^v([0-9]+).*", "major $1")',
			'length(distinct(concat(["a"], ["a", "b"])))',
			'try(nosuch, "fallback")',
			'trimprefix(sanitize("docker.io/x:1"), "docker_")',
			'<<-EOT\n    one\n      two\n  EOT\n'
		].map((expression) => value(expression.endsWith('\n') ? expression : expression))
	).toEqual([
		'7-3--2',
		'A',
		'a=1,b=2',
		'yx',
		'yes',
		'a\tb ${not} A',
		'q',
		'x-007-[1,true]',
		'empty',
		'2025-06-01T00',
		'major 1',
		'2',
		'fallback',
		'io_x_1',
		expect.stringContaining('Invalid single-argument block definition')
	]);
	expect(printed('target "default" {\n  dockerfile-inline = <<-EOT\n    FROM scratch\n      COPY . /\n  EOT\n}')).toMatchObject({
		default: { 'dockerfile-inline': 'FROM scratch\n  COPY . /\n' }
	});
});

test('--set changes targets by pattern, and says what it cannot do, it', () => {
	const text = 'group "default" { targets = ["a", "ab"] }\ntarget "a" { tags = ["x"] }\ntarget "ab" { args = { K = "1" } }\n';
	expect(printed(text, ['default'], ['a*.args.V=2', 'a.tags+=y', '*.no-cache=true', 'ab.output=type=tar,dest=o.tar'])).toEqual({
		a: { context: '.', dockerfile: 'Dockerfile', args: { V: '2' }, tags: ['x', 'y'], 'no-cache': true },
		ab: { context: '.', dockerfile: 'Dockerfile', args: { K: '1', V: '2' }, output: [{ dest: 'o.tar', type: 'tar' }], 'no-cache': true }
	});
	expect([['zz.tags=1'], ['a'], ['a.tags'], ['a.args=1'], ['a.pull=maybe'], ['a.nothing=1']].map((set) => printed(text, ['a'], set))).toEqual([
		"could not find any target matching 'zz'",
		'invalid override key a, expected target.name',
		'invalid override a.tags, expected target.name=value',
		'invalid key a.args, args requires name',
		'invalid value maybe for boolean key pull',
		'unknown key: nothing'
	]);
	expect(printed(text, ['nosuch'])).toBe('failed to find target nosuch');
	expect(printed('target "a" { contexts = { base = "target:b" } }\ntarget "b" { contexts = { x = "target:a" } }', ['a'])).toBe('infinite loop from b to a');
});

test('targets are built at once, one of them as another one’s context; the first that fails ends all, it', async () => {
	const world = await readyWorld();
	const definition = [
		'group "default" { targets = ["one", "two"] }',
		'target "base" {',
		'  dockerfile-inline = "FROM busybox:1.36\\nENV FROM_BASE=yes\\nRUN echo base > /base"',
		'}',
		'target "one" {',
		'  contexts = { base = "target:base" }',
		'  dockerfile-inline = "FROM base\\nRUN sleep 4; echo one > /one"',
		'  tags = ["one:1"]',
		'}',
		'target "two" {',
		'  dockerfile-inline = "FROM busybox:1.36\\nRUN sleep 5; echo two > /two"',
		'  tags = ["two:1"]',
		'}',
		''
	].join('\n');
	const out = await script(
		world,
		`mkdir b; cd b; cat > docker-bake.hcl <<'E'\n${definition}E\ndate +%s > /root/began; docker buildx bake > log 2>&1; echo exit $?; echo took $(($(date +%s) - $(cat /root/began)))
docker run --rm one:1 sh -c 'cat /base /one; echo $FROM_BASE'; docker run --rm two:1 cat /two; docker images -q | wc -l; grep -E '^#[0-9]+ \\[' log | sed 's/^#[0-9]* //' | sort -u`
	);
	expect(Number(/took (\d+)/.exec(out)?.[1])).toBeLessThanOrEqual(7);
	expect(out.replace(/took.*\n/, '')).toMatchInlineSnapshot(`
		"exit 0
		base
		one
		yes
		two
		3
		[base 2/2] RUN echo base > /base
		[base internal] load .dockerignore
		[base internal] load build definition from Dockerfile
		[internal] load local bake definitions
		[one 2/2] RUN sleep 4; echo one > /one
		[one internal] load .dockerignore
		[one internal] load build definition from Dockerfile
		[one] exporting to image
		[two 1/2] FROM docker.io/library/busybox:1.36
		[two 2/2] RUN sleep 5; echo two > /two
		[two internal] load .dockerignore
		[two internal] load build definition from Dockerfile
		[two internal] load metadata for docker.io/library/busybox:1.36
		[two] exporting to image
		"
	`);
	const bad = await script(
		world,
		`cd b; printf 'target "a" { dockerfile-inline = "FROM busybox:1.36\\\\nRUN sleep 20" }\\ntarget "b" { dockerfile-inline = "FROM busybox:1.36\\\\nRUN sleep 1; exit 3" }\\n' > bad.hcl; docker buildx bake -f bad.hcl a b 2>&1 | grep -v -e '^$' | sed -n '/CANCELED/,$p'`
	);
	expect(bad.replace(/^#\d+ /, '#N ')).toMatchInlineSnapshot(`
		"#N CANCELED
		------
		 > [b 2/2] RUN sleep 1; exit 3:
		------
		Dockerfile:2
		--------------------
		   1 |     FROM busybox:1.36
		   2 | >>> RUN sleep 1; exit 3
		--------------------
		ERROR: target b: failed to solve: process "/bin/sh -c sleep 1; exit 3" did not complete successfully: exit code: 3
		"
	`);
}, 60_000);

test('what lies outside the working directory is asked for first, as bake/entitlements.go words it, it', async () => {
	const world = await readyWorld();
	const prepare = `mkdir -p p/app p/work; cd p; printf 'FROM busybox:1.36\\nCOPY f /\\n' > app/Dockerfile; echo x > app/f; cd work; printf 'target "default" {\\n  context = "../app"\\n  tags = ["out:1"]\\n}\\ntarget "net" {\\n  network = "host"\\n  dockerfile-inline = "FROM busybox:1.36"\\n}\\n' > docker-bake.hcl`;
	expect(await script(world, `${prepare}; docker buildx bake --progress plain 2>&1 < /dev/null | sed '/^#/d;/^$/d'`)).toBe(
		[
			'Your build is requesting privileges for following possibly insecure capabilities:',
			' - Read access to path ../app',
			'Pass "--allow=fs.read=../app" to grant requested privileges.',
			'Your full command with requested privileges:',
			'docker buildx bake --allow=fs.read=../app --progress plain',
			'To disable filesystem entitlements checks, you can set BUILDX_BAKE_ENTITLEMENTS_FS=0 .',
			'ERROR: additional privileges requested',
			''
		].join('\n')
	);
	const rc = (words: string): string => `docker buildx bake ${words} > /dev/null 2>&1 < /dev/null; echo $?`;
	expect(
		await script(
			world,
			`cd p/work; ${rc('--allow=fs.read=..')}; ${rc('--allow=fs=*')}; export BUILDX_BAKE_ENTITLEMENTS_FS=0; ${rc('')}; ${rc('net')}; ${rc('--allow network.host net')}; docker images -q out:1 | wc -l`
		)
	).toBe('0\n0\n0\n1\n0\n1\n');
}, 60_000);
