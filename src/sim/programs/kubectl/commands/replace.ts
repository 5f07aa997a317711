// kubectl replace: the file's object in place of the server's; --force deletes and creates.
import type { Sys } from '../../../engine/index.ts';
import { bodyText } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { awaitGone } from '../await.ts';
import { build } from '../builder.ts';
import { groupKind } from '../discovery.ts';
import { Failure, throwAll, withSource } from '../failure.ts';
import { replaceHelp } from '../help/replace.ts';
import { readManifests } from '../manifest.ts';
import { annotated, createObject, dryRunOf, replaceObject, resultPrinter, said, validationOf } from '../operations.ts';
import { recorded } from '../record.ts';
import { request } from '../rest.ts';
import { out, type Session } from '../session.ts';
import { command } from '../tree.ts';
import { cascadeOf, deleteOne } from './delete.ts';

function* run(s: Session): Sys<number> {
	const validation = validationOf(s);
	const dry = yield* dryRunOf(s);
	const print = yield* resultPrinter(s);
	const force = s.bool('force');
	if (s.list('filename').length === 0 && s.str('kustomize') === '') throw new Failure('must specify one of -f and -k');
	if (s.num('grace-period') >= 0 && !force) throw new Failure('--grace-period must have --force specified');
	if (s.num('timeout') !== 0 && !force) throw new Failure('--timeout must have --force specified');
	if (force && dry !== 'none') throw new Failure('--dry-run can not be used when --force is set');
	if (s.str('raw') !== '') return yield* putRaw(s);
	if (force) return yield* forced(s, validation);
	const built = yield* build(s, { args: [], validate: validation === 'Strict' });
	const errors: unknown[] = [...built.errors];
	for (const info of built.infos) {
		try {
			const object = recorded(s, annotated(info.object ?? {}, s.bool('save-config')));
			const made =
				dry === 'client'
					? object
					: yield* replaceObject(s, info.mapping, info.namespace, info.name, object, {
							dry,
							manager: s.str('field-manager'),
							validation,
							subresource: s.str('subresource')
						});
			yield* print(made, said('replaced', dry));
		} catch (error) {
			errors.push(withSource(error, 'replacing', info.source));
		}
	}
	throwAll(errors);
	return 0;
}
function* putRaw(s: Session): Sys<number> {
	if (s.list('filename').length !== 1) throw new Failure('--raw can only use a single local file or stdin');
	const { documents } = yield* readManifests(s);
	const response = yield* request(s, 'PUT', s.str('raw'), { body: documents[0]?.value });
	if (response.status >= 400)
		throw new ApiError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: bodyText(response.body), code: response.status });
	yield* out(bodyText(response.body));
	return 0;
}
function* forced(s: Session, validation: string): Sys<number> {
	const grace = s.num('grace-period') === 0 ? 1 : s.num('grace-period');
	const print = yield* resultPrinter(s);
	const cascade = yield* cascadeOf(s);
	const built = yield* build(s, { args: [], validate: validation === 'Strict' });
	const errors: unknown[] = [...built.errors];
	for (const info of built.infos) {
		try {
			const uid = yield* deleteOne(s, info, grace, cascade);
			if (s.str('output') === 'name') yield* out(`${groupKind(info.mapping)}/${info.name}\n`);
			else if (s.str('output') === '')
				yield* out(`${groupKind(info.mapping)} "${info.name}" deleted${info.namespace === '' ? '' : ` from ${info.namespace} namespace`}\n`);
			yield* awaitGone(s, info, uid, s.num('timeout') || 300_000_000);
		} catch (error) {
			if (!(error instanceof ApiError) || error.reason !== 'NotFound') errors.push(error);
		}
	}
	throwAll(errors);
	for (const info of built.infos) {
		try {
			yield* print(
				yield* createObject(s, info.mapping, info.namespace, annotated(info.object ?? {}, s.bool('save-config')), {
					manager: s.str('field-manager'),
					validation
				}),
				'replaced'
			);
		} catch (error) {
			errors.push(error);
		}
	}
	throwAll(errors);
	if (built.infos.length === 0) throw new Failure('no objects passed to replace');
	return 0;
}
export const replace = command(replaceHelp, { run });
