// kubectl auth: can-i, whoami, reconcile.
import type { Sys } from '../../../engine/index.ts';
import { ApiError } from '../../../client/index.ts';
import { kubectlTable, tabulate } from '../../../values/index.ts';
import { namespaceOf } from '../client-config.ts';
import { arr, isObject, obj, str, strs, type Json } from '../dig.ts';
import { discover, findMapping } from '../discovery.ts';
import { compactRules, resourceText } from '../describe/config.ts';
import { Failure } from '../failure.ts';
import { authHelp } from '../help/auth.ts';
import { outputPrinter } from '../print/output.ts';
import { call } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';
import { reconcile } from './reconcile.ts';

const resourceVerbs = [
	'get',
	'list',
	'watch',
	'create',
	'update',
	'patch',
	'delete',
	'deletecollection',
	'use',
	'bind',
	'impersonate',
	'*',
	'approve',
	'sign',
	'escalate',
	'attest'
];
const urlVerbs = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];

/** can-i's warnings end with a blank line. */
const warn = (text: string): Sys<void> => err(`Warning: ${text}\n`);

interface Place {
	readonly group: string;
	readonly resource: string;
	readonly namespaced: boolean;
}
function* placeOf(s: Session, word: string): Sys<Place> {
	if (word === '*') return { group: '', resource: word, namespaced: true };
	const found = findMapping(yield* discover(s), word.toLowerCase());
	if (found) return { group: found.group, resource: found.resource, namespaced: found.namespaced };
	const dot = word.toLowerCase().indexOf('.');
	const [resource, group] = dot < 0 ? [word.toLowerCase(), ''] : [word.toLowerCase().slice(0, dot), word.toLowerCase().slice(dot + 1)];
	if (group !== '' || (resource !== 'users' && resource !== 'groups'))
		yield* warn(`the server doesn't have a resource type '${resource}'${group === '' ? '' : ` in group '${group}'`}\n`);
	return { group: '', resource: word, namespaced: true };
}

function* accessList(s: Session, namespace: string): Sys<number> {
	if (s.args.length > 0) throw new Failure('list option must be specified with no arguments');
	if (s.bool('quiet') || s.bool('all-namespaces') || s.str('subresource') !== '')
		throw new Failure("list option can't be specified with neither quiet, all-namespaces nor subresource options");
	const review = yield* call(s, 'POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
		body: { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: { namespace } }
	});
	const status = obj(review, 'status');
	if (status.incomplete === true) yield* warn(`the list may be incomplete: ${str(status, 'evaluationError')}`);
	const rules = [...arr(status, 'resourceRules'), ...arr(status, 'nonResourceRules')];
	let text = s.bool('no-headers') ? '' : 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n';
	for (const rule of compactRules(rules)) text += `${resourceText(rule)}\t[${rule.urls.join(' ')}]\t[${rule.names.join(' ')}]\t[${rule.verbs.join(' ')}]\n`;
	yield* out(tabulate(text, kubectlTable));
	return 0;
}
function* canI(s: Session): Sys<number> {
	const namespace = s.bool('all-namespaces') ? '' : (yield* namespaceOf(s)).namespace;
	if (s.bool('list')) return yield* accessList(s, namespace);
	const [verb = '', target = '', ...more] = s.args;
	if (s.args.length < 2 || more.length > 0)
		throw new Failure("you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.");
	let spec: Json;
	if (target.startsWith('/')) {
		if (s.str('subresource') !== '') throw new Failure('--subresource can not be used with NonResourceURL');
		if (!urlVerbs.includes(verb)) yield* warn(`verb '${verb}' is not a known verb\n`);
		spec = { nonResourceAttributes: { verb, path: target } };
	} else {
		const slash = target.indexOf('/');
		const name = slash < 0 ? '' : target.slice(slash + 1);
		const place = yield* placeOf(s, slash < 0 ? target : target.slice(0, slash));
		if (!s.bool('all-namespaces')) {
			if (!place.namespaced) yield* warn(`resource '${place.resource}' is not namespace scoped${place.group === '' ? '' : ` in group '${place.group}'`}\n`);
			if (!resourceVerbs.includes(verb)) yield* warn(`verb '${verb}' is not a known verb\n`);
		}
		const optional = { namespace, group: place.group, subresource: s.str('subresource'), name };
		spec = { resourceAttributes: { verb, resource: place.resource, ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== '')) } };
	}
	if (s.bool('no-headers')) throw new Failure('--no-headers cannot be set without --list specified');
	const review = yield* call(s, 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
		body: { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec }
	});
	const status = obj(review, 'status');
	const allowed = status.allowed === true;
	const reasons = allowed ? [] : [str(status, 'reason'), str(status, 'evaluationError')].filter((reason) => reason !== '');
	if (!s.bool('quiet')) yield* out(`${[allowed ? 'yes' : 'no', ...reasons].join(' - ')}\n`);
	return allowed ? 0 : 1;
}

function* whoami(s: Session): Sys<number> {
	const print = yield* outputPrinter(s, { typed: true });
	let review: unknown;
	try {
		review = yield* call(s, 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
			body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {}, status: { userInfo: {} } }
		});
	} catch (error) {
		if (error instanceof ApiError && error.reason === 'Forbidden')
			throw new Failure('the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it');
		if (error instanceof ApiError && error.reason === 'NotFound') throw new Failure('the selfsubjectreviews API is not enabled in the cluster');
		throw error;
	}
	if (print) {
		yield* print(isObject(review) ? review : {});
		return 0;
	}
	const user = obj(review, 'status', 'userInfo');
	let text = 'ATTRIBUTE\tVALUE\n';
	if (str(user, 'username') !== '') text += `Username\t${str(user, 'username')}\n`;
	if (str(user, 'uid') !== '') text += `UID\t${str(user, 'uid')}\n`;
	if (strs(user, 'groups').length > 0) text += `Groups\t[${strs(user, 'groups').join(' ')}]\n`;
	for (const key of Object.keys(obj(user, 'extra')).sort()) text += `Extra: ${key}\t[${strs(user, 'extra', key).join(' ')}]\n`;
	yield* out(tabulate(text, kubectlTable));
	return 0;
}
export const auth = command(authHelp, { subs: { 'can-i': { run: canI }, reconcile: { run: reconcile }, whoami: { run: whoami } } });
