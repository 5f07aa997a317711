// Failures as the API answers them: metav1.Status with apimachinery's reasons, codes and messages word for word.
import { aggregate, causes, type FieldError, type Kind } from '../kinds/index.ts';

export interface StatusBody {
	readonly kind: 'Status';
	readonly apiVersion: 'v1';
	readonly metadata: Readonly<Record<string, unknown>>;
	readonly status: 'Failure' | 'Success';
	readonly message?: string;
	readonly reason?: string;
	readonly details?: StatusDetails;
	readonly code?: number;
}
export interface StatusDetails {
	readonly name?: string;
	readonly group?: string;
	readonly kind?: string;
	readonly uid?: string;
	readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
	readonly retryAfterSeconds?: number;
}

/** Thrown by handlers; becomes the response. */
export class StatusError {
	readonly body: StatusBody;
	constructor(code: number, reason: string, message: string, details?: StatusDetails) {
		this.body = {
			kind: 'Status',
			apiVersion: 'v1',
			metadata: {},
			status: 'Failure',
			message,
			...(reason ? { reason } : {}),
			...(details ? { details } : {}),
			code
		};
	}
}
const about = (kind: Kind, name: string): StatusDetails => ({
	...(name ? { name } : {}),
	...(kind.row.group ? { group: kind.row.group } : {}),
	kind: kind.row.plural
});
const aboutKind = (kind: Kind, name: string): StatusDetails => ({
	...(name ? { name } : {}),
	...(kind.row.group ? { group: kind.row.group } : {}),
	kind: kind.row.kind
});

export const notFound = (kind: Kind, name: string): StatusError => new StatusError(404, 'NotFound', `${kind.resource} "${name}" not found`, about(kind, name));
/** `going`: the object that has the name is being deleted. */
export const alreadyExists = (kind: Kind, name: string, going = false): StatusError =>
	new StatusError(409, 'AlreadyExists', `${going ? 'object is being deleted: ' : ''}${kind.resource} "${name}" already exists`, about(kind, name));
export const conflict = (kind: Kind, name: string, why: string): StatusError =>
	new StatusError(409, 'Conflict', `Operation cannot be fulfilled on ${kind.resource} "${name}": ${why}`, about(kind, name));
export const modified = 'the object has been modified; please apply your changes to the latest version and try again';
export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message);
export const forbidden = (kind: Kind, name: string, why: string): StatusError =>
	new StatusError(403, 'Forbidden', name ? `${kind.resource} "${name}" is forbidden: ${why}` : `${kind.resource} is forbidden: ${why}`, about(kind, name));
export const unauthorized = (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized');
export const internal = (message: string): StatusError =>
	new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
export const gone = (message: string): StatusError => new StatusError(410, 'Expired', message);
export const notAllowed = (kind: Kind, verb: string): StatusError =>
	new StatusError(405, 'MethodNotAllowed', `${verb} is not supported on resources of kind "${kind.resource}"`, about(kind, ''));

/** 422 with every field error. */
export function invalid(kind: Kind, name: string, errors: readonly FieldError[], kindName = kind.row.kind, group = kind.row.group): StatusError {
	const full = group ? `${kindName}.${group}` : kindName;
	return new StatusError(422, 'Invalid', `${full} "${name}" is invalid: ${aggregate(errors)}`, {
		...aboutKind(kind, name),
		kind: kindName,
		causes: causes(errors)
	});
}
export const success = (details?: StatusDetails): StatusBody => ({
	kind: 'Status',
	apiVersion: 'v1',
	metadata: {},
	status: 'Success',
	...(details ? { details } : {})
});
