// kubectl describe: each object on a page of its own.
import type { Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { build, type Info } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { resourceArguments } from '../complete-resources.ts';
import { describerOf } from '../describe/index.ts';
import { Page } from '../describe/page.ts';
import { groupVersion } from '../discovery.ts';
import { Failure, messageOf, throwAll } from '../failure.ts';
import { describeHelp } from '../help/describe.ts';
import { getObject } from '../operations.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';

function* describeOne(s: Session, info: Info, alone: boolean): Sys<string> {
	const object = yield* getObject(s, info.mapping, info.namespace, info.name);
	const page = new Page(yield* clock());
	yield* describerOf(info.mapping)(s, {
		object: { apiVersion: groupVersion(info.mapping), kind: info.mapping.kind, ...object },
		page,
		showEvents: s.bool('show-events') && (alone || s.changed('show-events'))
	});
	return page.text();
}

function* run(s: Session): Sys<number> {
	if (s.args.length === 0 && s.list('filename').length === 0 && s.str('kustomize') === '')
		throw new Failure('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.');
	const built = yield* build(s, {
		fetch: true,
		allowEmptySelector: true,
		labelSelector: s.str('selector'),
		allNamespaces: s.bool('all-namespaces'),
		chunkSize: s.num('chunk-size')
	});
	const [problem] = built.errors;
	const missing = built.errors.length === 1 && problem instanceof ApiError && problem.reason === 'NotFound';
	// Of any two words: "deploy/web svc/nosuch" is tried as a type and a beginning too, so nothing is described.
	if (missing && s.args.length === 2 && s.list('filename').length === 0) return yield* byPrefix(s, built.errors);
	if (built.infos.length === 0) throwAll(built.errors);
	const errors: unknown[] = [...built.errors];
	const seen = new Set<string>();
	let first = true;
	const alone = built.infos.length === 1 && errors.length === 0;
	for (const info of built.infos) {
		try {
			const text = yield* describeOne(s, info, alone);
			yield* out(first ? text : `\n\n${text}`);
			first = false;
		} catch (error) {
			if (seen.has(messageOf(error))) continue;
			seen.add(messageOf(error));
			errors.push(error);
		}
	}
	if (first && errors.length === 0) {
		const { namespace } = yield* namespaceOf(s);
		yield* err(s.bool('all-namespaces') ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
	}
	throwAll(errors);
	return 0;
}
/** A name that is none may be the beginning of some. */
function* byPrefix(s: Session, errors: readonly unknown[]): Sys<number> {
	const [type = '', prefix = ''] = s.args;
	if (type.includes('/')) throwAll(errors);
	const built = yield* build(s, { args: [type], allowEmptySelector: true, chunkSize: s.num('chunk-size') });
	let found = false;
	for (const info of built.infos) {
		if (!info.name.startsWith(prefix)) continue;
		found = true;
		yield* out(`${yield* describeOne(s, info, false)}\n\n`);
	}
	if (!found) throwAll(errors);
	return 0;
}
export const describe = command(describeHelp, { run, complete: resourceArguments });
