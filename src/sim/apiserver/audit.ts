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
	yield* write(fd, lineOf(request, user, decision, status, plan.level, plan.serial));
}

const quoted = (value: string): string => JSON.stringify(value);
/** The event's line, put together by hand: it is written for every request, probes included. */
export function lineOf(
	request: ApiRequest,
	user: User,
	decision: { readonly allowed: boolean; readonly reason: string },
	status: number,
	level: string,
	serial: number
): string {
	const { info } = request;
	let uri = info.path;
	let mark = '?';
	for (const [name, value] of info.query) {
		uri += `${mark}${name}=${value}`;
		mark = '&';
	}
	const time = rfc3339nano(request.now);
	const id = `${serial.toString(16).padStart(8, '0')}-0000-4000-8000-${request.now.toString(16).padStart(12, '0').slice(-12)}`;
	const groups = user.groups.map(quoted).join();
	let line = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":${quoted(level)},"auditID":"${id}","stage":"ResponseComplete","requestURI":${quoted(uri)},"verb":${quoted(info.verb)}`;
	line += `,"user":{"username":${quoted(user.name)}${user.uid ? `,"uid":${quoted(user.uid)}` : ''},"groups":[${groups}]}`;
	line += `,"sourceIPs":[${quoted(request.sourceIP)}],"userAgent":${quoted(headerOf(request.headers, 'User-Agent'))}`;
	if (info.isResource) {
		line += `,"objectRef":{"resource":${quoted(info.resource)}`;
		if (info.namespace) line += `,"namespace":${quoted(info.namespace)}`;
		if (info.name) line += `,"name":${quoted(info.name)}`;
		if (info.group) line += `,"apiGroup":${quoted(info.group)}`;
		line += `,"apiVersion":${quoted(info.version)}`;
		if (info.subresource) line += `,"subresource":${quoted(info.subresource)}`;
		line += '}';
	}
	line += `,"responseStatus":{"metadata":{},"code":${status}},"requestReceivedTimestamp":"${time}","stageTimestamp":"${time}"`;
	const why = `{"authorization.k8s.io/decision":"${decision.allowed ? 'allow' : 'forbid'}","authorization.k8s.io/reason":${quoted(decision.reason)}}`;
	return `${line},"annotations":${why}}\n`;
}
