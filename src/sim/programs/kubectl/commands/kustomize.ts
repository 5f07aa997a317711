// kubectl kustomize: prints what a kustomization builds.
import type { Sys } from '../../../engine/index.ts';
import { isDirectory, writeFile } from '../../../kernel/index.ts';
import { encodeYaml } from '../../../values/index.ts';
import { str } from '../dig.ts';
import { Failure } from '../failure.ts';
import { kustomizeHelp } from '../help/kustomize.ts';
import { buildKustomization } from '../kustomize/index.ts';
import { out, type Session } from '../session.ts';
import { command } from '../tree.ts';

function* run(s: Session): Sys<number> {
	const [path = '.', ...more] = s.args;
	if (more.length > 0) throw new Failure('specify one path to kustomization.yaml');
	const objects = yield* buildKustomization(s, path);
	const target = s.str('output');
	if (target !== '' && (yield* isDirectory(target))) {
		for (const object of objects)
			yield* writeFile(
				`${target}/${str(object, 'apiVersion').replaceAll('/', '_').toLowerCase()}_${str(object, 'kind').toLowerCase()}_${str(object, 'metadata', 'name')}.yaml`,
				encodeYaml(object)
			);
		return 0;
	}
	const text = objects.map((object) => encodeYaml(object)).join('---\n');
	if (target === '') yield* out(text);
	else yield* writeFile(target, text);
	return 0;
}
export const kustomize = command(kustomizeHelp, { run });
