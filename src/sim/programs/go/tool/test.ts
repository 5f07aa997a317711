// go test: a main package made of the package's files, its _test.go files and a list of its tests, built and run in the package's directory.
// Leaves out external test packages beside internal ones in one directory, examples, fuzzing, benchmarks and coverage.
import type { Sys } from '../../../engine/index.ts';
import { clock, random, removeAll, spawn, wait, write, type Context } from '../../../kernel/index.ts';
import { parseFile } from '../parse.ts';
import { buildTo, flags, targets } from './build.ts';
import { GoFailure, say, type Host } from './host.ts';
import { Loader } from './load.ts';

const seconds = (us: number): string => `${(us / 1e6).toFixed(3)}s`;

export function* goTest(h: Host, args: readonly string[], context: Context): Sys<number> {
	const { options, rest, more } = flags('test', args, h);
	const packages = rest.filter((a) => !a.startsWith('-'));
	const late = flags(
		'test',
		rest.filter((a) => a.startsWith('-')),
		{ ...h, env: {} }
	).more;
	const set = { ...more, ...late };
	let failed = false;
	for (const target of yield* targets(h, packages)) {
		const loader = new Loader(h, true);
		try {
			yield* loader.directory(target.dir, target.path, [], target.files);
		} catch (e) {
			if (!(e instanceof GoFailure)) throw e;
			yield* say(e.text);
			yield* write(1, `FAIL\t${target.path} [setup failed]\n`);
			failed = true;
			continue;
		}
		const own = loader.loaded.packages[target.path];
		const tests: string[] = [];
		for (const [name, source] of Object.entries(own?.files ?? {}))
			if (name.endsWith('_test.go'))
				for (const d of parseFile(name, source).decls)
					if (d.k === 'Func' && !d.recv && /^Test(?![a-z])/.test(d.name.name) && d.type.params.length === 1) tests.push(d.name.name);
		if (!Object.keys(own?.files ?? {}).some((n) => n.endsWith('_test.go'))) {
			yield* write(1, `?   \t${target.path}\t[no test files]\n`);
			continue;
		}
		if (!own) continue;
		// The tests' package becomes the program: its own main, if any, goes by another name.
		const files: Record<string, string> = {};
		for (const [name, source] of Object.entries(own.files))
			files[name] = source.replace(/^package \w+/m, 'package main').replace(/^func main\(\)/m, 'func main_()');
		files['_testmain.go'] =
			`package main\nimport testing_ "testing"\nfunc main() {\n\ttesting_.Main_([]testing_.InternalTest{\n${tests.map((t) => `\t\t{Name: "${t}", F: ${t}},\n`).join('')}\t})\n}\n`;
		const made = new Loader(h);
		Object.assign(made.loaded.packages, { ...loader.loaded.packages, [target.path]: { ...own, files } });
		for (const [p, list] of loader.loaded.imports) made.loaded.imports.set(p, p === target.path ? [...list, 'testing'] : list);
		for (const [f, p] of loader.loaded.owner) made.loaded.owner.set(f, p === target.path ? `${p} [${p}.test]` : p);
		made.loaded.names.set(target.path, 'main');
		const bytes = yield* random(4);
		const dir = `/tmp/go-build${[...bytes].reduce((sum, b) => sum * 256 + b, 0)}`;
		const path = `${dir}/b001/${target.path.slice(target.path.lastIndexOf('/') + 1)}.test`;
		try {
			if (loader.problems.length > 0) throw new GoFailure(`# ${target.path}\n${loader.problems.map((p) => `${p}\n`).join('')}`);
			yield* buildTo(h, target, path, options, made);
		} catch (e) {
			if (!(e instanceof GoFailure)) throw e;
			yield* say(e.text);
			yield* write(1, `FAIL\t${target.path} [build failed]\n`);
			failed = true;
			continue;
		}
		const began = yield* clock();
		const argv = [path, ...(set['v'] === 'true' || options.verbose ? ['-test.v=true'] : []), ...(set['run'] !== undefined ? [`-test.run=${set['run']}`] : [])];
		const pid = yield* spawn({ path, argv, env: context.env, cwd: target.dir });
		const status = yield* wait(pid);
		const took = seconds((yield* clock()) - began);
		const code = status && 'exited' in status ? status.exited : 2;
		yield* removeAll(dir);
		if (code === 0) yield* write(1, `ok  \t${target.path}\t${took}\n`);
		else {
			failed = true;
			yield* write(1, `FAIL\t${target.path}\t${took}\n`);
		}
	}
	if (failed) yield* write(1, 'FAIL\n');
	return failed ? 1 : 0;
}
