// kubectl set image, env, resources, selector, serviceaccount, subject.
import type { Sys } from '../../../engine/index.ts';
import { ApiError } from '../../../client/index.ts';
import { formatQuantity, parseQuantity, QuantityError, text as decodeText, unbase64 } from '../../../values/index.ts';
import { build, strict, type Info } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { resourceArguments } from '../complete-resources.ts';
import { arr, obj, pairs, put, str, strs, text, type Json } from '../dig.ts';
import { Failure, throwAll } from '../failure.ts';
import { parseEnv, splitEnvArgs, updateEnv } from '../generate/env-spec.ts';
import { mapContainers, podSpecPath, selects, setOnEach, updatePodSpec } from '../generate/pod-spec.ts';
import { parsePairs, resourcesAndPairs } from '../generate/pairs.ts';
import { setHelp } from '../help/set.ts';
import { dryRunOf, type DryRun } from '../operations.ts';
import { equal } from '../patch/equal.ts';
import { call } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';
import { typed } from '../typed.ts';
import { labelSelectorOf } from './create-policy.ts';

const localOnly =
	"error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'";

/** The objects to change, typed. */
function* infosOf(s: Session, args: readonly string[], selector = s.str('selector')): Sys<readonly Info[]> {
	const local = s.bool('local');
	if (local && args.length > 0) throw new Failure(localOnly);
	const built = yield* build(
		s,
		local ? { args: [], local: true } : { args, fetch: true, latest: true, allowEmptySelector: s.bool('all'), labelSelector: selector }
	);
	return strict(built).map((info) => (info.object ? { ...info, object: typed(info.object) } : info));
}
function checkLocal(s: Session, dry: DryRun): void {
	if (s.bool('local') && dry === 'server') throw new Failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
}

function* image(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const { resources, pairs: images } = resourcesAndPairs(s.args, 'image');
	const wanted = parsePairs(images, 'image', false).set;
	const infos = yield* infosOf(s, resources);
	const errors: Failure[] = [];
	if (s.bool('all') && s.str('selector') !== '') errors.push(new Failure('cannot set --all and --selector at the same time'));
	if (resources.length === 0 && s.list('filename').length === 0 && s.str('kustomize') === '')
		errors.push(new Failure('one or more resources must be specified as <resource> <name> or <resource>/<name>'));
	const names = Object.keys(wanted);
	if (names.length === 0) errors.push(new Failure('at least one image update is required'));
	else if (names.length > 1 && names.includes('*'))
		errors.push(new Failure('all containers are already specified by *, but saw more than one container_name=container_image pairs'));
	if (s.bool('local') && dry === 'server') errors.push(new Failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?'));
	throwAll(errors);
	return yield* setOnEach(
		s,
		infos,
		{ dry, local: s.bool('local'), word: 'image updated', failure: 'failed to patch image update to pod template: ' },
		(object, problems) =>
			updatePodSpec(object, (spec) => {
				let next = spec;
				for (const name of names) {
					let found = false;
					next = mapContainers(next, (container) => {
						if (name !== '*' && container.name !== name) return container;
						found = true;
						return { ...container, image: wanted[name] ?? '' };
					});
					if (!found) problems.push(new Failure(`error: unable to find container named "${name}"`));
				}
				return next;
			})
	);
}

const refText = (source: Json): string => {
	const [key] = Object.keys(source);
	if (key === 'configMapKeyRef') return `configmap ${str(source, key, 'name')}, key ${str(source, key, 'key')}`;
	if (key === 'secretKeyRef') return `secret ${str(source, key, 'name')}, key ${str(source, key, 'key')}`;
	if (key === 'fieldRef') return `field path ${str(source, key, 'fieldPath')}`;
	if (key === 'resourceFieldRef')
		return `resource field ${str(source, key, 'containerName') === '' ? '' : `${str(source, key, 'containerName')}/`}${str(source, key, 'resource')}`;
	return 'invalid valueFrom';
};
const envName = (key: string): string => key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();

/** --resolve: the value a reference stands for; undefined when it cannot be had. */
function* resolved(s: Session, object: Json, source: Json): Sys<string | undefined> {
	const [field = ''] = Object.keys(source);
	if (field === 'fieldRef') return text(object, ...str(source, field, 'fieldPath').split('.')) || undefined;
	if (field !== 'configMapKeyRef' && field !== 'secretKeyRef') return undefined;
	const secret = field === 'secretKeyRef';
	const { namespace } = yield* namespaceOf(s);
	try {
		const found = pairs(yield* call(s, 'GET', `/api/v1/namespaces/${namespace}/${secret ? 'secrets' : 'configmaps'}/${str(source, field, 'name')}`), 'data')[
			str(source, field, 'key')
		];
		return found !== undefined && secret ? decodeText(unbase64(found)) : found;
	} catch (error) {
		if (error instanceof ApiError) return undefined;
		throw error;
	}
}
function* listEnv(s: Session, infos: readonly Info[], pattern: string): Sys<number> {
	for (const { object = {}, name } of infos) {
		const spec = obj(object, ...(podSpecPath(object) ?? ['spec']));
		for (const container of [...arr(spec, 'containers'), ...arr(spec, 'initContainers')]) {
			if (!selects(pattern, str(container, 'name'))) continue;
			yield* out(`# ${str(object, 'kind')} ${name}, container ${str(container, 'name')}\n`);
			for (const variable of arr(container, 'env')) {
				const source = obj(variable, 'valueFrom');
				const value = s.bool('resolve') && Object.keys(source).length > 0 ? yield* resolved(s, object, source) : undefined;
				if (value !== undefined) yield* out(`${str(variable, 'name')}=${value}\n`);
				else
					yield* out(
						Object.keys(source).length === 0 ? `${str(variable, 'name')}=${str(variable, 'value')}\n` : `# ${str(variable, 'name')} from ${refText(source)}\n`
					);
			}
		}
	}
	return 0;
}
/** --from configmap/x: variables that refer to its keys. */
function* fromSource(s: Session, from: string): Sys<Json[]> {
	const infos = strict(yield* build(s, { args: [from], fetch: true, noFiles: true }));
	const keys = s.list('keys');
	const found: Json[] = [];
	for (const { object = {} } of infos) {
		const kind = str(object, 'kind');
		const field = kind === 'Secret' ? 'secretKeyRef' : kind === 'ConfigMap' ? 'configMapKeyRef' : undefined;
		if (!field) throw new Failure('unsupported resource specified in --from');
		for (const key of Object.keys(pairs(object, 'data')).sort())
			if (keys.length === 0 || keys.includes(key)) {
				if (envName(key) !== key) yield* err(`Warning: key ${key} transferred to ${envName(key)}\n`);
				found.push({ name: envName(key), valueFrom: { [field]: { name: str(object, 'metadata', 'name'), key } } });
			}
	}
	return found;
}
function* env(s: Session): Sys<number> {
	if (s.bool('all') && s.str('selector') !== '') throw new Failure('cannot set --all and --selector at the same time');
	const { resources, env: words } = splitEnvArgs(s.args);
	const dry = yield* dryRunOf(s);
	checkLocal(s, dry);
	if (s.list('filename').length === 0 && resources.length === 0)
		throw new Failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
	if (s.bool('list') && s.str('output') !== '') throw new Failure('--list and --output may not be specified together');
	if (s.list('keys').length > 0 && s.str('from') === '') throw new Failure('when specifying --keys, a configmap or secret must be provided with --from');
	const spec = yield* parseEnv(s, [...s.list('env'), ...words]);
	const prefix = s.str('prefix');
	const set = [...spec.set, ...(s.str('from') === '' ? [] : yield* fromSource(s, s.str('from')))].map((one) =>
		prefix === '' ? one : { ...one, name: prefix + str(one, 'name') }
	);
	const infos = yield* infosOf(s, resources);
	const pattern = s.str('containers');
	if (s.bool('list')) return yield* listEnv(s, infos, pattern);
	for (const { object = {}, name } of infos) {
		const pod = obj(object, ...(podSpecPath(object) ?? []));
		const some = [...arr(pod, 'containers'), ...arr(pod, 'initContainers')].some((container) => selects(pattern, str(container, 'name')));
		if (!some) yield* err(`Warning: ${str(object, 'kind')}/${name} does not have any containers matching "${pattern}"\n`);
	}
	return yield* setOnEach(s, infos, { dry, local: s.bool('local'), word: 'env updated', failure: 'failed to patch env update to pod template: ' }, (object) =>
		updatePodSpec(object, (pod) =>
			mapContainers(pod, (container) => {
				if (!selects(pattern, str(container, 'name'))) return container;
				const existing = arr(container, 'env');
				if (!s.bool('overwrite'))
					for (const one of set) {
						const old = existing.find((variable) => str(variable, 'name') === one.name);
						if (old && str(old, 'value') !== str(one, 'value'))
							throw new Failure(`'${str(one, 'name')}' already has a value (${str(old, 'value')}), and --overwrite is false`);
					}
				const next = updateEnv(existing, { set, remove: spec.remove });
				return put(container, ['env'], next.length > 0 ? next : undefined);
			})
		)
	);
}

function amounts(source: string): Record<string, string> {
	const found: Record<string, string> = {};
	for (const statement of source === '' ? [] : source.split(',')) {
		const parts = statement.split('=');
		if (parts.length !== 2) throw new Failure(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
		try {
			found[parts[0] ?? ''] = formatQuantity(parseQuantity(parts[1] ?? ''));
		} catch (error) {
			if (error instanceof QuantityError) throw new Failure(error.message);
			throw error;
		}
	}
	return found;
}
function* resources(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const infos = yield* infosOf(s, s.args);
	checkLocal(s, dry);
	if (s.bool('all') && s.str('selector') !== '') throw new Failure('cannot set --all and --selector at the same time');
	if (s.str('limits') === '' && s.str('requests') === '')
		throw new Failure('you must specify an update to requests or limits (in the form of --requests/--limits)');
	const [limits, requests] = [amounts(s.str('limits')), amounts(s.str('requests'))];
	const pattern = s.str('containers');
	return yield* setOnEach(
		s,
		infos,
		{ dry, local: s.bool('local'), word: 'resource requirements updated', failure: 'failed to patch resources update to pod template ' },
		(object, problems) => {
			let some = false;
			const next = updatePodSpec(object, (spec) =>
				mapContainers(spec, (container) => {
					if (!selects(pattern, str(container, 'name'))) return container;
					some = true;
					const old = obj(container, 'resources');
					const merged = (field: string, wanted: Readonly<Record<string, string>>): Json =>
						Object.keys(wanted).length === 0 ? {} : { [field]: { ...obj(old, field), ...wanted } };
					return { ...container, resources: { ...old, ...merged('limits', limits), ...merged('requests', requests) } };
				})
			);
			if (!some) problems.push(new Failure(`error: unable to find container named ${pattern}`));
			return some ? next : undefined;
		}
	);
}

function* selector(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	if (s.args.length === 0) throw new Failure('one selector is required');
	const wanted = labelSelectorOf(s.args[s.args.length - 1] ?? '');
	const infos = yield* infosOf(s, s.args.slice(0, -1), '');
	return yield* setOnEach(s, infos, { dry, local: s.bool('local'), word: 'selector updated', failure: '', always: true }, (object, problems) => {
		if (str(object, 'kind') !== 'Service') {
			problems.push(new Failure('setting a selector is only supported for Services'));
			return undefined;
		}
		const expressions = arr(wanted, 'matchExpressions').map((one) => `{${str(one, 'key')} ${str(one, 'operator')} [${strs(one, 'values').join(' ')}]}`);
		if (expressions.length > 0) {
			problems.push(new Failure(`match expression [${expressions.join(' ')}] not supported on this object`));
			return undefined;
		}
		const version = s.str('resource-version');
		const next = put(object, ['spec', 'selector'], pairs(wanted, 'matchLabels'));
		return version === '' ? next : put(next, ['metadata', 'resourceVersion'], version);
	});
}

function* serviceAccount(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	checkLocal(s, dry);
	if (s.args.length === 0) throw new Failure('serviceaccount is required');
	const name = s.args[s.args.length - 1] ?? '';
	const built = yield* build(
		s,
		s.bool('local') ? { args: [], local: true } : { args: s.args.slice(0, -1), fetch: true, latest: true, allowEmptySelector: s.bool('all') }
	);
	const infos = strict(built).map((info) => (info.object ? { ...info, object: typed(info.object) } : info));
	return yield* setOnEach(
		s,
		infos,
		{ dry, local: s.bool('local'), word: 'serviceaccount updated', failure: 'failed to patch ServiceAccountName ', always: true },
		(object) => updatePodSpec(object, (spec) => ({ ...spec, serviceAccountName: name }))
	);
}

const rbac = 'rbac.authorization.k8s.io';
function* subject(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const infos = yield* infosOf(s, s.args);
	checkLocal(s, dry);
	if (s.bool('all') && s.str('selector') !== '') throw new Failure('cannot set --all and --selector at the same time');
	const sorted = (flag: string): string[] => [...new Set(s.list(flag))].sort();
	if (sorted('user').length + sorted('group').length + sorted('serviceaccount').length === 0)
		throw new Failure('you must specify at least one value of user, group or serviceaccount');
	for (const account of s.list('serviceaccount')) {
		const parts = account.split(':');
		if (parts.length !== 2 || parts[1] === '') throw new Failure('serviceaccount must be <namespace>:<name>');
		if (parts[0] === '' && infos.some(({ object }) => str(object, 'kind') === 'ClusterRoleBinding'))
			throw new Failure('serviceaccount must be <namespace>:<name>, namespace must be specified');
	}
	const { namespace } = yield* namespaceOf(s);
	const subjects: Json[] = [
		...sorted('user').map((name) => ({ kind: 'User', apiGroup: rbac, name })),
		...sorted('group').map((name) => ({ kind: 'Group', apiGroup: rbac, name })),
		...sorted('serviceaccount').map((account) => ({ kind: 'ServiceAccount', name: account.split(':')[1] ?? '', namespace: account.split(':')[0] || namespace }))
	];
	return yield* setOnEach(
		s,
		infos,
		{ dry, local: s.bool('local'), word: 'subjects updated', failure: 'failed to patch subjects to rolebinding: ' },
		(object) => {
			if (!['RoleBinding', 'ClusterRoleBinding'].includes(str(object, 'kind')))
				throw new Failure('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
			const existing = arr(object, 'subjects');
			return { ...object, subjects: [...existing, ...subjects.filter((one) => !existing.some((old) => equal(old, one)))] };
		}
	);
}
export const set = command(setHelp, {
	subs: {
		env: { run: env, complete: resourceArguments },
		image: { run: image, complete: resourceArguments },
		resources: { run: resources, complete: resourceArguments },
		selector: { run: selector, complete: resourceArguments },
		serviceaccount: { run: serviceAccount, complete: resourceArguments },
		subject: { run: subject, complete: resourceArguments }
	}
});
