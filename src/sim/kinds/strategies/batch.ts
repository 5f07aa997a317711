// Jobs and cron jobs: generated selectors, completion columns, schedules.
import { strategy, type Cell } from '../kind.ts';
import type { FieldErrors } from '../field-errors.ts';
import type { Job, JobSpec } from '../generated/types.ts';
import { maxLengthError, dns1123LabelErrors, dns1123SubdomainErrors } from '../../values/validation.ts';
import { parseTime } from '../../values/time.ts';
import { shortHumanDuration } from '../../values/duration.ts';
import { formatLabelSelector, same, selectsLabels, since, templateCells, validateImmutable, validateLabelSelector } from './common.ts';
import { defaultTemplate } from './workloads.ts';
import { validatePodSpec } from './pod-validation.ts';
import { goTemplate } from './go-dump.ts';

const uidLabel = 'batch.kubernetes.io/controller-uid';
const nameLabel = 'batch.kubernetes.io/job-name';

function validateSpec(spec: JobSpec, path: string, errors: FieldErrors): void {
	for (const field of [
		'parallelism',
		'completions',
		'activeDeadlineSeconds',
		'backoffLimit',
		'ttlSecondsAfterFinished',
		'backoffLimitPerIndex',
		'maxFailedIndexes'
	] as const)
		errors.nonNegative(`${path}.${field}`, spec[field]);
	if (spec.completionMode !== undefined) errors.oneOf(`${path}.completionMode`, spec.completionMode, ['Indexed', 'NonIndexed']);
	if (spec.completionMode === 'Indexed' && spec.completions === undefined) errors.required(`${path}.completions`, 'when completion mode is Indexed');
	validateLabelSelector(spec.selector, `${path}.selector`, errors);
	if (spec.template.spec) validatePodSpec(spec.template.spec, `${path}.template.spec`, errors);
	const policy = spec.template.spec?.restartPolicy;
	if (policy === 'Always') errors.required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"');
	else if (policy !== undefined && policy !== 'OnFailure' && policy !== 'Never')
		errors.unsupported(`${path}.template.spec.restartPolicy`, policy, ['OnFailure', 'Never']);
}

const jobs = strategy('batch/v1/jobs', {
	defaults(job) {
		const { spec } = job;
		if (!spec) return;
		if (spec.completions === undefined && spec.parallelism === undefined) {
			spec.completions = 1;
			spec.parallelism = 1;
		}
		spec.parallelism ??= 1;
		spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2_147_483_647;
		spec.completionMode ??= 'NonIndexed';
		spec.suspend ??= false;
		spec.manualSelector ??= false;
		spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
		defaultTemplate(spec.template);
	},
	prepareForCreate(job) {
		const { spec } = job;
		if (!spec || spec.manualSelector) return;
		const { uid, name } = job.metadata;
		const metadata = (spec.template.metadata ??= {} as never);
		metadata.labels = { ...metadata.labels, [uidLabel]: uid, [nameLabel]: name, 'controller-uid': uid, 'job-name': name };
		spec.selector ??= {};
		spec.selector.matchLabels = { ...spec.selector.matchLabels, [uidLabel]: uid };
		if (!job.metadata.labels || Object.keys(job.metadata.labels).length === 0) job.metadata.labels = { ...metadata.labels };
	},
	validate(job, errors) {
		const { spec } = job;
		if (!spec) return;
		if (job.metadata.name && dns1123SubdomainErrors(job.metadata.name).length === 0 && spec.completionMode === 'Indexed')
			errors.rule('metadata.name', job.metadata.name, dns1123LabelErrors(job.metadata.name));
		validateSpec(spec, 'spec', errors);
		if (!spec.selector) errors.required('spec.selector');
		else if (!selectsLabels(spec.selector, spec.template.metadata?.labels))
			errors.invalid('spec.template.metadata.labels', spec.template.metadata?.labels ?? null, '`selector` does not match template `labels`');
	},
	validateUpdate(job, old, errors) {
		jobs.strategy.validate?.(job, errors);
		const { spec } = job;
		const before = old.spec;
		if (!spec || !before) return;
		validateImmutable(spec.selector, before.selector, 'spec.selector', errors);
		if (!(before.suspend && spec.suspend) && !same(spec.template, before.template) && !(before.suspend && old.status?.startTime === undefined))
			errors.invalid('spec.template', goTemplate(spec.template), 'field is immutable');
		validateImmutable(spec.completionMode, before.completionMode, 'spec.completionMode', errors);
		if (spec.completionMode !== 'Indexed') validateImmutable(spec.completions, before.completions, 'spec.completions', errors);
		else if (spec.completions !== undefined && spec.completions !== before.completions && spec.completions !== spec.parallelism)
			errors.invalid('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism');
	},
	fields: (job) => ({ 'status.successful': String(job.status?.succeeded ?? 0) }),
	row: (job, context): readonly Cell[] => {
		const { spec, status } = job;
		const succeeded = status?.succeeded ?? 0;
		const completions =
			spec?.completions !== undefined
				? `${succeeded}/${spec.completions}`
				: (spec?.parallelism ?? 0) > 1
					? `${succeeded}/1 of ${spec?.parallelism}`
					: `${succeeded}/1`;
		const started = parseTime(status?.startTime ?? '');
		const ended = parseTime(status?.completionTime ?? '') ?? failedAt(job);
		const duration = started === undefined ? '' : shortHumanDuration((ended ?? context.now) - started);
		return [
			job.metadata.name,
			statusOf(job),
			completions,
			duration,
			since(job.metadata.creationTimestamp, context),
			...templateCells(spec?.template),
			formatLabelSelector(spec?.selector)
		];
	}
});
const condition = (job: Job, type: string): boolean => job.status?.conditions?.some((c) => c.type === type && c.status === 'True') ?? false;
function failedAt(job: Job): number | undefined {
	const failed = job.status?.conditions?.find((c) => c.type === 'Failed' && c.status === 'True');
	return failed ? parseTime(failed.lastTransitionTime ?? '') : undefined;
}
function statusOf(job: Job): string {
	if (condition(job, 'Complete')) return 'Complete';
	if (condition(job, 'Failed')) return 'Failed';
	if (job.metadata.deletionTimestamp) return 'Terminating';
	if (condition(job, 'Suspended')) return 'Suspended';
	if (condition(job, 'FailureTarget')) return 'FailureTarget';
	return condition(job, 'SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

/** robfig/cron's parser, as far as its complaints go. Answers what is wrong, or nothing. */
export function cronError(schedule: string): string | undefined {
	if (schedule.startsWith('@')) {
		if (['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'].includes(schedule)) return undefined;
		return schedule.startsWith('@every ') ? undefined : `unrecognized descriptor: ${schedule}`;
	}
	const fields = schedule.split(/\s+/).filter(Boolean);
	if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
	const bounds: readonly (readonly [number, number])[] = [
		[0, 59],
		[0, 23],
		[1, 31],
		[1, 12],
		[0, 6]
	];
	const names = ['', '', '', 'jan feb mar apr may jun jul aug sep oct nov dec', 'sun mon tue wed thu fri sat'].map((text) => text.split(' ').filter(Boolean));
	for (const [i, field] of fields.entries()) {
		const [low, high] = bounds[i] ?? [0, 0];
		for (const part of field.split(',')) {
			const [range = '', step, more] = part.split('/');
			if (more !== undefined) return `too many slashes: ${part}`;
			if (step !== undefined && !/^\d+$/.test(step)) return `failed to parse int from ${step}: strconv.Atoi: parsing "${step}": invalid syntax`;
			if (step === '0') return `step of range should be a positive number: ${part}`;
			if (range === '*' || range === '?') continue;
			const ends = range.split('-');
			if (ends.length > 2) return `too many hyphens: ${part}`;
			const values: number[] = [];
			for (const end of ends) {
				const name = (names[i] ?? []).indexOf(end.toLowerCase());
				if (name >= 0) values.push(name + (i === 3 ? 1 : 0));
				else if (/^\d+$/.test(end)) values.push(Number(end));
				else return `failed to parse int from ${end}: strconv.Atoi: parsing "${end}": invalid syntax`;
			}
			const first = values[0] ?? 0;
			const last = values[1] ?? first;
			if (first < low) return `beginning of range (${first}) below minimum (${low}): ${part}`;
			if (last > high) return `end of range (${last}) above maximum (${high}): ${part}`;
			if (first > last) return `beginning of range (${first}) beyond end of range (${last}): ${part}`;
		}
	}
	return undefined;
}
const zone =
	/^(UTC|Etc\/[A-Za-z0-9+-]+|(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Canada)\/[A-Za-z_\-/]+|GMT|EST|MST|HST|EST5EDT|CST6CDT|MST7MDT|PST8PDT|CET|EET|MET|WET|Japan|Singapore|Israel|Turkey|Egypt|Iran|Poland|Portugal|Zulu)$/;

const cronJobs = strategy('batch/v1/cronjobs', {
	defaults(job) {
		const { spec } = job;
		if (!spec) return;
		spec.concurrencyPolicy ||= 'Allow';
		spec.suspend ??= false;
		spec.successfulJobsHistoryLimit ??= 3;
		spec.failedJobsHistoryLimit ??= 1;
		defaultTemplate(spec.jobTemplate.spec?.template);
	},
	validate(job, errors) {
		const { spec } = job;
		if (job.metadata.name && job.metadata.name.length > 52) errors.invalid('metadata.name', job.metadata.name, maxLengthError(52));
		if (!spec) return;
		if (!spec.schedule) errors.required('spec.schedule');
		else {
			const wrong = cronError(spec.schedule);
			if (wrong) errors.invalid('spec.schedule', spec.schedule, wrong);
			if (spec.schedule.includes('TZ')) errors.invalid('spec.schedule', spec.schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
		}
		if (spec.timeZone !== undefined) {
			if (spec.timeZone === '') errors.invalid('spec.timeZone', '', 'timeZone must be nil or non-empty string');
			else if (spec.timeZone === 'Local')
				errors.invalid('spec.timeZone', spec.timeZone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones');
			else if (!zone.test(spec.timeZone)) errors.invalid('spec.timeZone', spec.timeZone, `unknown time zone ${spec.timeZone}`);
		}
		errors.nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds);
		errors.oneOf('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']);
		errors.nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
		errors.nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
		if (spec.jobTemplate.spec) validateSpec(spec.jobTemplate.spec, 'spec.jobTemplate.spec', errors);
	},
	row: (job, context) => {
		const { spec, status } = job;
		const last = status?.lastScheduleTime ? since(status.lastScheduleTime, context) : '<none>';
		return [
			job.metadata.name,
			spec?.schedule ?? '',
			spec?.timeZone ?? '<none>',
			spec?.suspend ? 'True' : 'False',
			status?.active?.length ?? 0,
			last,
			since(job.metadata.creationTimestamp, context),
			...templateCells(spec?.jobTemplate.spec?.template),
			formatLabelSelector(spec?.jobTemplate.spec?.selector)
		];
	}
});
export const batch = [jobs, cronJobs];
