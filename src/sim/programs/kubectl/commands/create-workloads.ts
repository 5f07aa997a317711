// kubectl create deployment, job, cronjob.
import type { Sys } from '../../../engine/index.ts';
import { random } from '../../../kernel/index.ts';
import { build, strict } from '../builder.ts';
import { obj, pairs, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { commandOf, createGenerated, namespaceField, oneName } from '../generate/create.ts';
import { typedMapping } from '../operations.ts';
import { randomSuffix } from '../random-suffix.ts';
import type { Session } from '../session.ts';
import { typed } from '../typed.ts';

/** A container's name from its image: the last part without tag and digest; "_" and "." are replaced and a suffix told apart. */
function* imageName(image: string): Sys<string> {
	const last = image.slice(image.lastIndexOf('/') + 1);
	const name = (last.split(':')[0] ?? '').split('@')[0] ?? '';
	return /[_.]/.test(name) ? `${name.replace(/[_.]/g, '-')}-${randomSuffix(yield* random(5))}` : name;
}
const resources = { resources: {} };

function* deployment(s: Session): Sys<Json> {
	const name = oneName(s);
	const images = s.list('image');
	const command = commandOf(s);
	if (images.length > 1 && command.length > 0) throw new Failure('cannot specify multiple --image options and command');
	const port = s.num('port');
	const labels = { app: name };
	const containers: Json[] = [];
	for (const image of images) {
		const ports = port >= 0 && containers.length === 0 ? { ports: [{ containerPort: port }] } : {};
		containers.push({ name: yield* imageName(image), image, ...(command.length > 0 ? { command } : {}), ...ports, ...resources });
	}
	return {
		kind: 'Deployment',
		apiVersion: 'apps/v1',
		metadata: { name, ...(yield* namespaceField(s)), labels },
		spec: { replicas: s.num('replicas'), selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } }, strategy: {} },
		status: {}
	};
}
export const createDeployment = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping('apps', 'v1', 'Deployment', 'deployments'), deployment, { failure: 'failed to create deployment: ' });
};

function* job(s: Session): Sys<Json> {
	const name = oneName(s);
	const from = s.str('from');
	const image = s.str('image');
	const command = commandOf(s);
	if ((image === '') === (from === '')) throw new Failure('either --image or --from must be specified');
	if (from !== '' && command.length > 0) throw new Failure('cannot specify --from and command');
	if (from !== '') return yield* jobFrom(s, name, from);
	return {
		kind: 'Job',
		apiVersion: 'batch/v1',
		metadata: { name, ...(yield* namespaceField(s)) },
		spec: {
			template: { metadata: {}, spec: { containers: [{ name, image, ...(command.length > 0 ? { command } : {}), ...resources }], restartPolicy: 'Never' } }
		},
		status: {}
	};
}
function* jobFrom(s: Session, name: string, from: string): Sys<Json> {
	const infos = strict(yield* build(s, { args: [from], fetch: true, noFiles: true }));
	const cronJob = infos[0]?.object;
	if (infos.length !== 1 || !cronJob) throw new Failure('from must be an existing cronjob');
	if (str(cronJob, 'kind') !== 'CronJob') throw new Failure(`unknown object type *v1.${str(cronJob, 'kind')}`);
	const template = obj(cronJob, 'spec', 'jobTemplate');
	const labels = pairs(template, 'metadata', 'labels');
	return typed({
		kind: 'Job',
		apiVersion: 'batch/v1',
		metadata: {
			name,
			...(yield* namespaceField(s)),
			...(Object.keys(labels).length > 0 ? { labels } : {}),
			annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...pairs(template, 'metadata', 'annotations') },
			ownerReferences: [
				{ apiVersion: 'batch/v1', kind: 'CronJob', name: str(cronJob, 'metadata', 'name'), uid: str(cronJob, 'metadata', 'uid'), controller: true }
			]
		},
		spec: obj(template, 'spec'),
		status: {}
	});
}
export const createJob = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping('batch', 'v1', 'Job', 'jobs'), job, { failure: 'failed to create job: ' });
};

function* cronJob(s: Session): Sys<Json> {
	const name = oneName(s);
	const command = commandOf(s);
	const restartPolicy = s.str('restart') || 'OnFailure';
	return {
		kind: 'CronJob',
		apiVersion: 'batch/v1',
		metadata: { name, ...(yield* namespaceField(s)) },
		spec: {
			schedule: s.str('schedule'),
			jobTemplate: {
				metadata: { name },
				spec: {
					template: {
						metadata: {},
						spec: { containers: [{ name, image: s.str('image'), ...(command.length > 0 ? { command } : {}), ...resources }], restartPolicy }
					}
				}
			}
		},
		status: {}
	};
}
export const createCronJob = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping('batch', 'v1', 'CronJob', 'cronjobs'), cronJob, { failure: 'failed to create cronjob: ' });
};
