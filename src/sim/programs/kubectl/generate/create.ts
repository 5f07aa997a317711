// What every `create KIND` does: one NAME, the object made by a generator, dry run or a POST through the typed client, the line that says so.
import type { Sys } from '../../../engine/index.ts';
import { ApiError } from '../../../client/index.ts';
import { namespaceOf } from '../client-config.ts';
import type { Json } from '../dig.ts';
import type { Mapping } from '../discovery.ts';
import { ConnectionError, Failure } from '../failure.ts';
import { annotated, createObject, dryRunOf, resultPrinter, said, validationOf, type DryRun } from '../operations.ts';
import type { Session } from '../session.ts';

/** The one NAME argument. */
export function oneName(s: Session): string {
	const dash = s.flags.argsLenAtDash;
	const count = dash < 0 ? s.args.length : dash;
	if (s.args.length === 0 || (dash >= 0 && dash !== 1) || (dash < 0 && s.args.length !== 1))
		throw s.usage(`exactly one NAME is required, got ${dash === 0 ? 0 : count}`);
	return s.args[0] ?? '';
}
/** What stands behind the name (after "--"). */
export const commandOf = (s: Session): readonly string[] => s.args.slice(1);

/** `{namespace}` when the command line named one. */
export function* namespaceField(s: Session): Sys<Json> {
	const { namespace, explicit } = yield* namespaceOf(s);
	return explicit ? { namespace } : {};
}

export interface CreateOptions {
	/** "failed to create deployment: " before the server's error; absent: the error as it is. */
	readonly failure?: string;
}
/** Creates (or only shows) the object and says so. */
export function* createGenerated(s: Session, mapping: Mapping, make: (s: Session, dry: DryRun) => Sys<Json>, options: CreateOptions = {}): Sys<number> {
	const dry = yield* dryRunOf(s);
	const print = yield* resultPrinter(s, { typed: true });
	const validation = validationOf(s);
	let object = annotated(yield* make(s, dry), s.bool('save-config'), true);
	if (dry !== 'client') {
		const { namespace } = yield* namespaceOf(s);
		try {
			object = yield* createObject(s, mapping, namespace, object, { dry, manager: s.str('field-manager'), validation });
		} catch (error) {
			if (options.failure !== undefined && (error instanceof ApiError || error instanceof ConnectionError))
				throw new Failure(`${options.failure}${error.message}`);
			throw error;
		}
	}
	yield* print(object, said('created', dry));
	return 0;
}
