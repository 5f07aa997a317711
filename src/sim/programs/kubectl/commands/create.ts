// kubectl create: from files, or one of its generators.
import type { Sys } from '../../../engine/index.ts';
import { build } from '../builder.ts';
import { Failure, throwAll, withSource } from '../failure.ts';
import { createHelp } from '../help/create.ts';
import { annotated, createObject, dryRunOf, resultPrinter, said, validationOf } from '../operations.ts';
import type { Json } from '../dig.ts';
import { recorded } from '../record.ts';
import { request } from '../rest.ts';
import { bodyText } from '../../../kernel/index.ts';
import { readManifests } from '../manifest.ts';
import { ApiError } from '../../../client/index.ts';
import { out, type Session } from '../session.ts';
import { command } from '../tree.ts';
import { createConfigMap, createGenericSecret, createRegistrySecret, createTlsSecret } from './create-data.ts';
import { createIngress, createService } from './create-network.ts';
import { createDisruptionBudget, createNamespace, createPriorityClass, createQuota } from './create-policy.ts';
import { createClusterRole, createClusterRoleBinding, createRole, createRoleBinding, createServiceAccount, createToken } from './create-rbac.ts';
import { createCronJob, createDeployment, createJob } from './create-workloads.ts';
import { editOnCreate } from './edit.ts';

function* run(s: Session): Sys<number> {
	const raw = s.str('raw');
	if (s.args.length > 0) throw s.usage(`Unexpected args: [${s.args.join(' ')}]`);
	if (s.list('filename').length === 0 && s.str('kustomize') === '') throw new Failure('must specify one of -f and -k');
	if (raw !== '') return yield* postRaw(s, raw);
	const dry = yield* dryRunOf(s);
	const validation = validationOf(s);
	if (s.bool('edit')) return yield* editOnCreate(s);
	const print = yield* resultPrinter(s);
	const built = yield* build(s, { validate: validation === 'Strict', labelSelector: s.str('selector') });
	const errors: unknown[] = [...built.errors];
	let count = 0;
	for (const info of built.infos) {
		try {
			const object: Json = recorded(s, annotated(info.object ?? {}, s.bool('save-config')));
			const made =
				dry === 'client' ? object : yield* createObject(s, info.mapping, info.namespace, object, { dry, manager: s.str('field-manager'), validation });
			count += 1;
			yield* print(made, said('created', dry));
		} catch (error) {
			errors.push(withSource(error, 'creating', info.source));
		}
	}
	throwAll(errors);
	if (count === 0) throw new Failure('no objects passed to create');
	return 0;
}
/** --raw: the file's text to a URI. */
function* postRaw(s: Session, uri: string): Sys<number> {
	if (s.list('filename').length !== 1) throw new Failure('--raw can only use a single local file or stdin');
	const { documents } = yield* readManifests(s);
	const response = yield* request(s, 'POST', uri, { body: documents[0]?.value });
	if (response.status >= 400)
		throw new ApiError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: bodyText(response.body), code: response.status });
	yield* out(bodyText(response.body));
	return 0;
}

export const create = command(createHelp, {
	run,
	subs: {
		clusterrole: { run: createClusterRole },
		clusterrolebinding: { run: createClusterRoleBinding, required: ['clusterrole'] },
		configmap: { run: createConfigMap },
		cronjob: { run: createCronJob, required: ['image', 'schedule'] },
		deployment: { run: createDeployment, required: ['image'] },
		ingress: { run: createIngress },
		job: { run: createJob },
		namespace: { run: createNamespace },
		poddisruptionbudget: { run: createDisruptionBudget },
		priorityclass: { run: createPriorityClass },
		quota: { run: createQuota },
		role: { run: createRole },
		rolebinding: { run: createRoleBinding },
		secret: { subs: { 'docker-registry': { run: createRegistrySecret }, generic: { run: createGenericSecret }, tls: { run: createTlsSecret } } },
		service: {
			subs: {
				clusterip: { run: createService('ClusterIP') },
				externalname: { run: createService('ExternalName'), required: ['external-name'] },
				loadbalancer: { run: createService('LoadBalancer') },
				nodeport: { run: createService('NodePort') }
			}
		},
		serviceaccount: { run: createServiceAccount },
		token: { run: createToken }
	}
});
