// The CronJob controller: makes a job each time the schedule says, within the concurrency policy, and keeps the history short (pkg/controller/cronjob v2).
import {
	ApiError,
	cached,
	cachedByIndex,
	create,
	done,
	recordEvent,
	remove,
	requeueAfter,
	updateStatus,
	type Controller,
	type Result
} from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { clock } from '../kernel/index.ts';
import { controllerRef, keyOf, type CronJob, type Job } from '../kinds/index.ts';
import { rfc3339 } from '../values/index.ts';
import { nextTime, parseSchedule } from './cron-schedule.ts';
import { finishedBy } from './job.ts';
import { timeOf } from './memory.ts';

const component = 'cronjob-controller';

function* prune(cron: CronJob, jobs: readonly Job[]): Sys<void> {
	const over = jobs.filter((job) => finishedBy(job)).sort((a, b) => timeOf(a.metadata.creationTimestamp) - timeOf(b.metadata.creationTimestamp));
	for (const [type, limit] of [
		['Complete', cron.spec?.successfulJobsHistoryLimit ?? 3],
		['Failed', cron.spec?.failedJobsHistoryLimit ?? 1]
	] as const) {
		const list = over.filter((job) => finishedBy(job)?.type === type);
		for (const old of list.slice(0, Math.max(0, list.length - limit))) {
			yield* remove('batch/v1/jobs', keyOf(old), { propagationPolicy: 'Background' });
			yield* recordEvent({ component, about: cron, type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted job ${old.metadata.name}` });
		}
	}
}

function* start(cron: CronJob, at: number): Sys<Job | undefined> {
	const template = cron.spec?.jobTemplate;
	const name = `${cron.metadata.name}-${Math.floor(at / 60_000_000)}`;
	try {
		const job = yield* create('batch/v1/jobs', {
			apiVersion: 'batch/v1',
			kind: 'Job',
			metadata: {
				...template?.metadata,
				name,
				namespace: cron.metadata.namespace ?? '',
				annotations: { ...template?.metadata?.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': rfc3339(at) },
				ownerReferences: [controllerRef(cron)]
			},
			spec: template?.spec
		});
		yield* recordEvent({ component, about: cron, type: 'Normal', reason: 'SuccessfulCreate', message: `Created job ${name}` });
		return job;
	} catch (error) {
		if (error instanceof ApiError && error.code === 409) return undefined;
		if (error instanceof ApiError)
			yield* recordEvent({ component, about: cron, type: 'Warning', reason: 'FailedCreate', message: `Error creating job: ${error.message}` });
		throw error;
	}
}

function* reconcile(key: string): Sys<Result> {
	const cron = yield* cached('batch/v1/cronjobs', key);
	if (!cron || cron.metadata.deletionTimestamp) return done;
	const now = yield* clock();
	const jobs = yield* cachedByIndex('batch/v1/jobs', 'owner', cron.metadata.uid);
	yield* prune(cron, jobs);
	let active = (cron.status?.active ?? []).filter((ref) => jobs.some((job) => job.metadata.uid === ref.uid && !finishedBy(job)));
	let lastSuccess = cron.status?.lastSuccessfulTime;
	for (const ref of cron.status?.active ?? []) {
		const job = jobs.find((j) => j.metadata.uid === ref.uid);
		const end = job && finishedBy(job);
		if (!end) continue;
		yield* recordEvent({
			component,
			about: cron,
			type: 'Normal',
			reason: 'SawCompletedJob',
			message: `Saw completed job: ${job.metadata.name}, condition: ${end.type}`
		});
		if (end.type === 'Complete' && job.status?.completionTime) lastSuccess = job.status.completionTime;
	}
	let lastSchedule = cron.status?.lastScheduleTime;
	let wait: number | undefined;
	const schedule = cron.spec?.suspend ? undefined : parseSchedule(cron.spec?.schedule ?? '');
	if (schedule) {
		const from = Math.max(
			timeOf(lastSchedule),
			timeOf(cron.metadata.creationTimestamp),
			cron.spec?.startingDeadlineSeconds === undefined ? 0 : now - cron.spec.startingDeadlineSeconds * 1_000_000
		);
		let due = nextTime(schedule, from);
		let latest: number | undefined;
		for (let i = 0; due !== undefined && due <= now && i < 100; i++) {
			latest = due;
			due = nextTime(schedule, due);
		}
		if (latest !== undefined) {
			const policy = cron.spec?.concurrencyPolicy ?? 'Allow';
			if (policy === 'Forbid' && active.length > 0)
				yield* recordEvent({
					component,
					about: cron,
					type: 'Normal',
					reason: 'JobAlreadyActive',
					message: 'Not starting job because prior execution is running and concurrency policy is Forbid'
				});
			else {
				if (policy === 'Replace') {
					for (const ref of active) yield* remove('batch/v1/jobs', `${cron.metadata.namespace ?? ''}/${ref.name ?? ''}`, { propagationPolicy: 'Background' });
					active = [];
				}
				const job = yield* start(cron, latest);
				if (job)
					active = [
						...active,
						{
							apiVersion: 'batch/v1',
							kind: 'Job',
							name: job.metadata.name,
							namespace: job.metadata.namespace ?? '',
							resourceVersion: job.metadata.resourceVersion,
							uid: job.metadata.uid
						}
					];
				lastSchedule = rfc3339(latest);
			}
		}
		if (due !== undefined) wait = Math.max(100_000, due - now + 50_000);
	}
	const status = {
		...(active.length ? { active } : {}),
		...(lastSchedule ? { lastScheduleTime: lastSchedule } : {}),
		...(lastSuccess ? { lastSuccessfulTime: lastSuccess } : {})
	};
	if (JSON.stringify(status) !== JSON.stringify(cron.status ?? {})) yield* updateStatus('batch/v1/cronjobs', { ...cron, status });
	return wait === undefined ? done : requeueAfter(wait);
}

export const cronjob: Controller = { name: 'cronjob', workers: 2, reconcile };
