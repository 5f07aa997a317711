// The Job controller: runs pods until enough have succeeded, with back-off between failures (pkg/controller/job).
// Leaves out pod finalizers (pods are counted as they are seen) and success policies; failure policies are rows of job-failures.ts.
import { ApiError, cached, create, done, recordEvent, remove, requeueAfter, updateStatus, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { clock } from '../kernel/index.ts';
import { controllerRef, keyOf, type Job, type JobCondition, type JobStatus, type Pod } from '../kinds/index.ts';
import { rfc3339 } from '../values/index.ts';
import { claim } from './adoption.ts';
import { failsJob, ignored } from './job-failures.ts';
import { timeOf } from './memory.ts';
import { deletePod, isActive, isReady } from './pods.ts';

const component = 'job-controller';
const indexAnnotation = 'batch.kubernetes.io/job-completion-index';

export const finishedBy = (job: Job): JobCondition | undefined =>
	job.status?.conditions?.find((c) => (c.type === 'Complete' || c.type === 'Failed') && c.status === 'True');
const indexOf = (pod: Pod): number => Number(pod.metadata.annotations?.[indexAnnotation] ?? -1);

/** "0-2,5" of completed indexes. */
export function ranges(indexes: readonly number[]): string {
	const sorted = [...new Set(indexes)].sort((a, b) => a - b);
	const parts: string[] = [];
	for (let i = 0; i < sorted.length; i++) {
		const from = sorted[i] as number;
		while (sorted[i + 1] === (sorted[i] as number) + 1) i++;
		const to = sorted[i] as number;
		parts.push(from === to ? String(from) : to === from + 1 ? `${from},${to}` : `${from}-${to}`);
	}
	return parts.join(',');
}

function* createPod(job: Job, index: number | null): Sys<void> {
	const template = job.spec?.template ?? {};
	const labels: Record<string, string> = index === null ? {} : { [indexAnnotation]: String(index) };
	const env = [{ name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${indexAnnotation}']` } } }];
	const containers = (template.spec?.containers ?? []).map((c) => (index === null ? c : { ...c, env: [...(c.env ?? []), ...env] }));
	try {
		const pod = yield* create('v1/pods', {
			apiVersion: 'v1',
			kind: 'Pod',
			metadata: {
				generateName: index === null ? `${job.metadata.name}-` : `${job.metadata.name}-${index}-`,
				...(job.metadata.namespace ? { namespace: job.metadata.namespace } : {}),
				labels: { ...template.metadata?.labels, ...labels },
				...(template.metadata?.annotations || index !== null ? { annotations: { ...template.metadata?.annotations, ...labels } } : {}),
				ownerReferences: [controllerRef(job)]
			},
			spec: { ...template.spec, containers, ...(index === null ? {} : { hostname: `${job.metadata.name}-${index}` }) }
		});
		yield* recordEvent({ component, about: job, type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}` });
	} catch (error) {
		if (error instanceof ApiError)
			yield* recordEvent({ component, about: job, type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${error.message}` });
		throw error;
	}
}

/** Failed containers' restarts count as failures when pods restart in place. */
const restarts = (pods: readonly Pod[]): number =>
	pods
		.filter(isActive)
		.reduce(
			(sum, pod) => sum + [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].reduce((n, c) => n + c.restartCount, 0),
			0
		);

interface Verdict {
	readonly type: 'Complete' | 'Failed';
	readonly reason: string;
	readonly message: string;
}

function verdictOf(job: Job, pods: readonly Pod[], succeeded: number, failed: number, now: number): Verdict | null {
	const limit = job.spec?.backoffLimit ?? 6;
	const onFailure = job.spec?.template.spec?.restartPolicy === 'OnFailure';
	const started = timeOf(job.status?.startTime);
	const deadline = job.spec?.activeDeadlineSeconds;
	const policy = failsJob(job, pods);
	if (policy) return { type: 'Failed', reason: 'PodFailurePolicy', message: policy };
	if (failed > limit || (onFailure && restarts(pods) > 0 && restarts(pods) >= limit))
		return { type: 'Failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
	if (deadline !== undefined && started > 0 && now - started >= deadline * 1_000_000)
		return { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
	const wanted = job.spec?.completions;
	const active = pods.filter(isActive).length;
	const complete = wanted === undefined ? succeeded > 0 && active === 0 : succeeded >= wanted;
	return complete ? { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' } : null;
}

function conditionsOf(job: Job, verdict: Verdict | null, time: string): JobCondition[] {
	const known = job.status?.conditions ?? [];
	const row = (type: string, reason: string, message: string, status = 'True'): JobCondition => ({
		lastProbeTime: time,
		lastTransitionTime: time,
		message,
		reason,
		status,
		type
	});
	if (verdict) {
		const before = verdict.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
		return [...known, row(before, verdict.reason, verdict.message), row(verdict.type, verdict.reason, verdict.message)];
	}
	const suspended = known.find((c) => c.type === 'Suspended');
	if (job.spec?.suspend && suspended?.status !== 'True') return [...known.filter((c) => c !== suspended), row('Suspended', 'JobSuspended', 'Job suspended')];
	if (!job.spec?.suspend && suspended?.status === 'True')
		return [...known.filter((c) => c !== suspended), row('Suspended', 'JobResumed', 'Job resumed', 'False')];
	return [...known];
}

function* reconcile(key: string): Sys<Result> {
	const job = yield* cached('batch/v1/jobs', key);
	if (!job || job.metadata.deletionTimestamp) return done;
	if (finishedBy(job)) return yield* afterwards(job);
	const now = yield* clock();
	const time = rfc3339(now);
	const pods = yield* claim('v1/pods', job, job.spec?.selector);
	const indexed = job.spec?.completionMode === 'Indexed';
	const good = pods.filter((p) => p.status?.phase === 'Succeeded');
	const bad = pods.filter((p) => (p.status?.phase === 'Failed' || (p.metadata.deletionTimestamp && p.status?.phase !== 'Succeeded')) && !ignored(job, p));
	const doneIndexes = good.map(indexOf);
	const succeeded = Math.max(indexed ? new Set(doneIndexes).size : good.length, job.status?.succeeded ?? 0);
	const failed = Math.max(bad.length, job.status?.failed ?? 0);
	const active = pods.filter(isActive);
	const verdict = verdictOf(job, pods, succeeded, failed, now);
	let wait: number | null = null;
	let running = active.length;
	if (verdict || job.spec?.suspend) {
		for (const pod of active) yield* deletePod(job, pod, component);
		running = 0;
		if (job.spec?.suspend && !verdict && job.status?.startTime)
			yield* recordEvent({ component, about: job, type: 'Normal', reason: 'Suspended', message: 'Job suspended' });
	} else {
		const parallel = job.spec?.parallelism ?? 1;
		const left = job.spec?.completions === undefined ? (succeeded > 0 ? active.length : parallel) : job.spec.completions - succeeded;
		const want = Math.min(parallel, Math.max(0, left));
		// After a failure the next pod waits: 10 s, doubling to 10 minutes.
		const lastFailure = Math.max(0, ...bad.map((p) => Math.max(0, ...(p.status?.containerStatuses ?? []).map((c) => timeOf(c.state?.terminated?.finishedAt)))));
		const pause = failed > 0 && active.length < want ? lastFailure + Math.min(600_000_000, 10_000_000 * 2 ** Math.min(10, failed - 1)) - now : 0;
		if (pause > 0) wait = pause;
		else {
			const used = new Set([...doneIndexes, ...active.map(indexOf)]);
			for (let n = active.length, index = 0; n < want; n++) {
				while (indexed && used.has(index)) index++;
				yield* createPod(job, indexed ? index++ : null);
				running++;
			}
		}
		for (const extra of active.slice(want)) yield* deletePod(job, extra, component);
	}
	const deadline = job.spec?.activeDeadlineSeconds;
	const startTime = job.spec?.suspend ? job.status?.startTime : (job.status?.startTime ?? time);
	const status: JobStatus = {
		...(running ? { active: running } : {}),
		...(indexed && succeeded ? { completedIndexes: ranges(doneIndexes) } : {}),
		...(verdict?.type === 'Complete' ? { completionTime: time } : {}),
		...(conditionsOf(job, verdict, time).length ? { conditions: conditionsOf(job, verdict, time) } : {}),
		...(failed ? { failed } : {}),
		ready: verdict ? 0 : active.filter(isReady).length,
		...(startTime ? { startTime } : {}),
		...(succeeded ? { succeeded } : {}),
		terminating: pods.filter((p) => p.metadata.deletionTimestamp && p.status?.phase !== 'Succeeded' && p.status?.phase !== 'Failed').length,
		uncountedTerminatedPods: {}
	};
	if (JSON.stringify(status) !== JSON.stringify(job.status)) yield* updateStatus('batch/v1/jobs', { ...job, status });
	if (verdict?.type === 'Complete') yield* recordEvent({ component, about: job, type: 'Normal', reason: 'Completed', message: 'Job completed' });
	if (verdict?.type === 'Failed') yield* recordEvent({ component, about: job, type: 'Warning', reason: verdict.reason, message: verdict.message });
	const due = deadline === undefined || !startTime ? null : Math.max(100_000, timeOf(startTime) + deadline * 1_000_000 - now);
	const next = wait === null ? due : due === null ? wait : Math.min(wait, due);
	return next === null ? done : requeueAfter(next);
}

/** A finished job goes when its time to live is over. */
function* afterwards(job: Job): Sys<Result> {
	const ttl = job.spec?.ttlSecondsAfterFinished;
	const end = timeOf(finishedBy(job)?.lastTransitionTime);
	const pods = (yield* claim('v1/pods', job, job.spec?.selector)).filter(isActive);
	for (const pod of pods) yield* deletePod(job, pod, component);
	if (ttl === undefined) return done;
	const left = end + ttl * 1_000_000 - (yield* clock());
	if (left > 0) return requeueAfter(left);
	yield* remove('batch/v1/jobs', keyOf(job), { propagationPolicy: 'Foreground' });
	return done;
}

export const job: Controller = { name: 'job', workers: 5, reconcile };
