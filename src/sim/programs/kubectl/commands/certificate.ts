// kubectl certificate approve and deny: a condition on the request's approval subresource.
import type { Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { goQuote, rfc3339 } from '../../../values/index.ts';
import { build } from '../builder.ts';
import { arr, isObject, put, str, type Json } from '../dig.ts';
import { pathOf } from '../discovery.ts';
import { Failure, throwAll } from '../failure.ts';
import { certificateHelp } from '../help/certificate.ts';
import { getObject, resultPrinter } from '../operations.ts';
import { call } from '../rest.ts';
import { out, type Session } from '../session.ts';
import { command, type Run } from '../tree.ts';

interface Verdict {
	readonly type: 'Approved' | 'Denied';
	readonly not: 'Approved' | 'Denied';
	readonly reason: string;
	readonly message: string;
}
const approved: Verdict = { type: 'Approved', not: 'Denied', reason: 'KubectlApprove', message: 'This CSR was approved by kubectl certificate approve.' };
const denied: Verdict = { type: 'Denied', not: 'Approved', reason: 'KubectlDeny', message: 'This CSR was denied by kubectl certificate deny.' };

/** The request with the condition; undefined when it has it already. */
function* judged(request: Json, verdict: Verdict): Sys<Json | undefined> {
	const conditions = arr(request, 'status', 'conditions').filter(isObject);
	if (conditions.some((one) => one.type === verdict.not))
		throw new Failure(`certificate signing request ${goQuote(str(request, 'metadata', 'name'))} is already ${verdict.not}`);
	if (conditions.some((one) => one.type === verdict.type)) return undefined;
	const condition = { type: verdict.type, status: 'True', reason: verdict.reason, message: verdict.message, lastUpdateTime: rfc3339(yield* clock()) };
	return put(request, ['status', 'conditions'], [...conditions, condition]);
}
const deciding = (verdict: Verdict): Run =>
	function* (s: Session) {
		const print = yield* resultPrinter(s);
		const files = s.list('filename').length > 0 || s.str('kustomize') !== '';
		if (s.args.length === 0 && !files) throw new Failure('one or more CSRs must be specified as <name> or -f <filename>');
		const built = yield* build(s, { ...(files ? {} : { args: ['certificatesigningrequests', ...s.args] }), fetch: true, latest: true });
		const errors: unknown[] = [...built.errors];
		let found = 0;
		for (const info of built.infos) {
			try {
				if (info.mapping.kind !== 'CertificateSigningRequest')
					throw new Failure(
						`can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${info.mapping.kind}${info.mapping.group === '' ? '' : `.${info.mapping.group}`}`
					);
				for (let tries = 0; ; tries++) {
					const request = yield* getObject(s, info.mapping, '', info.name);
					const changed = yield* judged(request, verdict);
					if (changed === undefined && !s.bool('force')) break;
					try {
						yield* call(s, 'PUT', pathOf(info.mapping, '', info.name, 'approval'), { body: changed ?? request });
						break;
					} catch (error) {
						if (!(error instanceof ApiError) || error.reason !== 'Conflict' || tries >= 10) throw error;
					}
				}
				found += 1;
				yield* print(info.object ?? {}, verdict.type.toLowerCase());
			} catch (error) {
				errors.push(error);
			}
		}
		if (found === 0 && errors.length === 0) yield* out('No resources found\n');
		throwAll(errors);
		return 0;
	};
export const certificate = command(certificateHelp, {
	helpOnStdout: true,
	helpIsSuccess: true,
	subs: { approve: { run: deciding(approved) }, deny: { run: deciding(denied) } }
});
