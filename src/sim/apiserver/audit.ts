// The audit log: one JSON line per finished request, as --audit-policy-file's rules ask (levels None and Metadata, bodies left out).
import { act, type Sys } from '../engine/index.ts';
import { open, write } from '../kernel/index.ts';
import { isPlain } from '../kinds/index.ts';
import { parseYaml } from '../values/yaml.ts';
import { rfc3339nano } from '../values/time.ts';
import type { Memory, User } from './memory.ts';
import { headerOf, type ApiRequest } from './request.ts';

export interface AuditRule {
	readonly level: string;
	readonly users?: readonly string[];
	readonly verbs?: readonly string[];
	readonly namespaces?: readonly string[];
	readonly resources?: readonly { readonly group?: string; readonly resources?: readonly string[] }[];
	readonly nonResourceURLs?: readonly string[];
	readonly userGroups?: readonly string[];
}
/** The rules of a policy file's text. */
export function parsePolicy(text: string): readonly AuditRule[] {
	const value = parseYaml(text);
	return isPlain(value) && Array.isArray(value.rules) ? (value.rules as AuditRule[]) : [];
}
function levelFor(rules: readonly AuditRule[], request: ApiRequest, user: User): string {
	const { info } = request;
	for (const rule of rules) {
		if (rule.users?.length && !rule.users.includes(user.name)) continue;
		if (rule.userGroups?.length && !rule.userGroups.some((group) => user.groups.includes(group))) continue;
		if (rule.verbs?.length && !rule.verbs.includes(info.verb)) continue;
		if (rule.namespaces?.length && !rule.namespaces.includes(info.namespace)) continue;
		if (rule.nonResourceURLs?.length) {
			if (info.isResource || !rule.nonResourceURLs.some((url) => url === info.path || (url.endsWith('*') && info.path.startsWith(url.slice(0, -1))))) continue;
		} else if (rule.resources?.length) {
			const full = info.subresource ? `${info.resource}/${info.subresource}` : info.resource;
			if (!rule.resources.some((r) => (r.group ?? '') === info.group && (!r.resources?.length || r.resources.includes(full) || r.resources.includes('*'))))
				continue;
		}
		return rule.level;
	}
	return 'None';
}

/** Writes the line of a finished request, when the policy wants it. */
export function* audit(
	request: ApiRequest,
	{ user, decision }: { readonly user: User; readonly decision: { readonly allowed: boolean; readonly reason: string } },
	status: number
): Sys<void> {
	const plan = yield* act((m: Memory) =>
		m.auditRules.length === 0 || m.options.auditLog === ''
			? null
			: { level: levelFor(m.auditRules, request, user), fd: m.auditFd, path: m.options.auditLog, serial: m.serial++ }
	);
	if (!plan || plan.level === 'None') return;
	let { fd } = plan;
	if (fd < 0) {
		fd = yield* open(plan.path, { write: true, create: true, append: true, mode: 0o600 });
		const opened = fd;
		yield* act((m: Memory) => void (m.auditFd = opened));
	}
	const { info } = request;
	const query = [...info.query].map(([name, value]) => `${name}=${value}`).join('&');
	const time = rfc3339nano(request.now);
	const line = {
		kind: 'Event',
		apiVersion: 'audit.k8s.io/v1',
		level: plan.level,
		auditID: `${plan.serial.toString(16).padStart(8, '0')}-0000-4000-8000-${request.now.toString(16).padStart(12, '0').slice(-12)}`,
		stage: 'ResponseComplete',
		requestURI: query ? `${info.path}?${query}` : info.path,
		verb: info.verb,
		user: { username: user.name, ...(user.uid ? { uid: user.uid } : {}), groups: user.groups },
		sourceIPs: [request.sourceIP],
		userAgent: headerOf(request.headers, 'User-Agent'),
		...(info.isResource
			? {
					objectRef: {
						resource: info.resource,
						...(info.namespace ? { namespace: info.namespace } : {}),
						...(info.name ? { name: info.name } : {}),
						...(info.group ? { apiGroup: info.group } : {}),
						apiVersion: info.version,
						...(info.subresource ? { subresource: info.subresource } : {})
					}
				}
			: {}),
		responseStatus: { metadata: {}, code: status },
		requestReceivedTimestamp: time,
		stageTimestamp: time,
		annotations: { 'authorization.k8s.io/decision': decision.allowed ? 'allow' : 'forbid', 'authorization.k8s.io/reason': decision.reason }
	};
	yield* write(fd, `${JSON.stringify(line)}\n`);
}
