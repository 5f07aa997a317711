// kubectl expose: a service for what has pods.
import type { Sys } from '../../../engine/index.ts';
import { build } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { resourceArguments } from '../complete-resources.ts';
import { arr, at, obj, num, pairs, put, str, type Json } from '../dig.ts';
import { Failure, throwAll } from '../failure.ts';
import { parseLabelPairs } from '../generate/label-pairs.ts';
import { overridden } from '../generate/override.ts';
import { podSpecPath } from '../generate/pod-spec.ts';
import { exposeHelp } from '../help/expose.ts';
import { annotated, createObject, dryRunOf, resultPrinter, said, typedMapping } from '../operations.ts';
import type { Session } from '../session.ts';
import { command } from '../tree.ts';
import { typed } from '../typed.ts';

const exposable = ['ReplicationController', 'Service', 'Pod', 'Deployment', 'ReplicaSet'];
const joined = (labels: Readonly<Record<string, string>>): string =>
	Object.keys(labels)
		.sort()
		.map((key) => `${key}=${labels[key] ?? ''}`)
		.join(',');

function selectorFor(object: Json): string {
	const kind = str(object, 'kind');
	const fail = (why: string): Failure => new Failure(`couldn't retrieve selectors via --selector flag or introspection: ${why}`);
	if (kind === 'Pod') {
		const labels = pairs(object, 'metadata', 'labels');
		if (Object.keys(labels).length === 0) throw fail('the pod has no labels and cannot be exposed');
		return joined(labels);
	}
	if (kind === 'Service' || kind === 'ReplicationController') {
		const selector = pairs(object, 'spec', 'selector');
		if (kind === 'Service' && Object.keys(selector).length === 0) throw fail('the service has no pod selector set');
		return joined(selector);
	}
	if (arr(object, 'spec', 'selector', 'matchExpressions').length > 0)
		throw fail(`couldn't convert expressions - "${JSON.stringify(at(object, 'spec', 'selector', 'matchExpressions'))}" to map-based selector format`);
	return joined(pairs(object, 'spec', 'selector', 'matchLabels'));
}
interface Exposed {
	readonly port: string;
	readonly protocol: string;
}
function portsOf(object: Json): Exposed[] {
	if (str(object, 'kind') === 'Service')
		return arr(object, 'spec', 'ports').map((port) => ({ port: String(num(port, 'port')), protocol: str(port, 'protocol') || 'TCP' }));
	const spec = obj(object, ...(podSpecPath(object) ?? ['spec']));
	return arr(spec, 'containers').flatMap((container) =>
		arr(container, 'ports').map((port) => ({ port: String(num(port, 'containerPort')), protocol: str(port, 'protocol') || 'TCP' }))
	);
}

function servicePorts(s: Session, ports: readonly string[], known: readonly Exposed[]): Json[] {
	const protocol = s.str('protocol');
	const found: { name?: string; protocol: string; port: number }[] = [];
	ports.forEach((text, i) => {
		if (!/^[+-]?[0-9]+$/.test(text)) throw new Failure(`strconv.Atoi: parsing "${text}": invalid syntax`);
		const port = Number(text);
		const name = ports.length > 1 ? { name: `port-${i + 1}` } : {};
		const protocols = [...new Set(known.filter((one) => one.port === text).map((one) => one.protocol))];
		if (protocol === '' && protocols.length > 1)
			for (const each of protocols) found.push({ name: `port-${i + 1}-${each.toLowerCase()}`, protocol: each, port });
		else found.push({ ...name, protocol: protocol || protocols[0] || 'TCP', port });
	});
	const target = s.str('target-port');
	return found.map((one) => ({ ...one, targetPort: target === '' ? one.port : /^[0-9]+$/.test(target) ? Number(target) : target }));
}
function serviceOf(s: Session, object: Json, name: string): Json {
	const selector = s.str('selector') || selectorFor(object);
	const known = portsOf(object);
	const headless = s.str('cluster-ip') === 'None';
	const ports = s.str('port') === '' ? [...new Set(known.map((one) => one.port))] : s.str('port').split(',');
	if (ports.length === 0 && !headless) throw new Failure("couldn't find port via --port flag or introspection");
	const affinity = s.str('session-affinity');
	if (affinity !== '' && affinity !== 'None' && affinity !== 'ClientIP') throw new Failure(`unknown session affinity: ${affinity}`);
	const labels = s.str('labels') === '' ? pairs(object, 'metadata', 'labels') : parseLabelPairs(s.str('labels'));
	if (selector === '') throw new Failure('selector must be specified');
	const type = s.str('type');
	const list = servicePorts(s, ports, known);
	return {
		kind: 'Service',
		apiVersion: 'v1',
		metadata: { name, ...(Object.keys(labels).length > 0 ? { labels } : {}) },
		spec: {
			...(list.length > 0 ? { ports: list } : {}),
			selector: parseLabelPairs(selector),
			...(s.str('cluster-ip') === '' ? {} : { clusterIP: s.str('cluster-ip') }),
			...(type === '' ? {} : { type }),
			...(s.str('external-ip') === '' ? {} : { externalIPs: [s.str('external-ip')] }),
			...(affinity === '' ? {} : { sessionAffinity: affinity }),
			...(type === 'LoadBalancer' && s.str('load-balancer-ip') !== '' ? { loadBalancerIP: s.str('load-balancer-ip') } : {})
		},
		status: { loadBalancer: {} }
	};
}

function* run(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const print = yield* resultPrinter(s, { typed: true });
	const { namespace, explicit } = yield* namespaceOf(s);
	const built = yield* build(s, { fetch: true });
	const errors: unknown[] = [...built.errors];
	for (const info of built.infos) {
		try {
			if (!exposable.includes(info.mapping.kind))
				throw new Failure(`cannot expose a ${info.mapping.kind}${info.mapping.group === '' ? '' : `.${info.mapping.group}`}`);
			const service = overridden(s, serviceOf(s, info.object ?? {}, s.str('name') || info.name.slice(0, 63)), typed);
			if (dry === 'client') {
				yield* print(explicit ? put(service, ['metadata', 'namespace'], namespace) : service, said('exposed', dry));
				continue;
			}
			const made = yield* createObject(s, typedMapping('', 'v1', 'Service', 'services'), namespace, annotated(service, s.bool('save-config'), true), {
				dry,
				manager: s.str('field-manager')
			});
			yield* print(made, said('exposed', dry));
		} catch (error) {
			errors.push(error);
		}
	}
	throwAll(errors);
	return 0;
}
export const expose = command(exposeHelp, { run, complete: resourceArguments });
