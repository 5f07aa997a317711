// Validation errors: apimachinery's field.ErrorList, with its texts and the causes of a 422 Status.
import { goQuote } from '../values/strings.ts';
import { encodeJson } from '../values/json.ts';

export type ErrorType =
	'Required value' | 'Invalid value' | 'Duplicate value' | 'Unsupported value' | 'Not found' | 'Forbidden' | 'Too long' | 'Too many' | 'Internal error';
export interface FieldError {
	readonly type: ErrorType;
	readonly field: string;
	/** Present for types that show a value. */
	readonly value?: unknown;
	readonly detail: string;
}
const reasons: Readonly<Record<ErrorType, string>> = {
	'Required value': 'FieldValueRequired',
	'Invalid value': 'FieldValueInvalid',
	'Duplicate value': 'FieldValueDuplicate',
	'Unsupported value': 'FieldValueNotSupported',
	'Not found': 'FieldValueNotFound',
	Forbidden: 'FieldValueForbidden',
	'Too long': 'FieldValueTooLong',
	'Too many': 'FieldValueTooMany',
	'Internal error': 'InternalError'
};

/** Collects errors. Paths are texts: "spec.containers[0].name". */
export class FieldErrors {
	readonly list: FieldError[] = [];
	required(field: string, detail = ''): void {
		this.list.push({ type: 'Required value', field, detail });
	}
	invalid(field: string, value: unknown, detail: string): void {
		this.list.push({ type: 'Invalid value', field, value: value ?? null, detail });
	}
	duplicate(field: string, value: unknown): void {
		this.list.push({ type: 'Duplicate value', field, value, detail: '' });
	}
	notFound(field: string, value: unknown): void {
		this.list.push({ type: 'Not found', field, value, detail: '' });
	}
	forbidden(field: string, detail: string): void {
		this.list.push({ type: 'Forbidden', field, detail });
	}
	tooLong(field: string, max: number): void {
		this.list.push({ type: 'Too long', field, detail: `may not be more than ${max} bytes` });
	}
	tooMany(field: string, actual: number, max: number): void {
		this.list.push({ type: 'Too many', field, value: actual, detail: `must have at most ${max} items` });
	}
	/** Supported values in the order to show them. */
	unsupported(field: string, value: unknown, supported: readonly string[]): void {
		this.list.push({ type: 'Unsupported value', field, value, detail: `supported values: ${supported.map(goQuote).join(', ')}` });
	}
	/** One Invalid value for each message of a values/validation rule. */
	rule(field: string, value: string, messages: readonly string[]): void {
		for (const message of messages) this.invalid(field, value, message);
	}
	oneOf(field: string, value: string | undefined, supported: readonly string[]): void {
		if (value !== undefined && !supported.includes(value)) this.unsupported(field, value, supported);
	}
	/** must be greater than or equal to 0 */
	nonNegative(field: string, value: number | bigint | undefined): void {
		if (value !== undefined && value < 0) this.invalid(field, value, 'must be greater than or equal to 0');
	}
	get any(): boolean {
		return this.list.length > 0;
	}
}

const shown = (value: unknown): string =>
	value === null || value === undefined
		? 'null'
		: typeof value === 'string'
			? goQuote(value)
			: typeof value === 'object'
				? encodeJson(value, { escapeHtml: false })
				: String(value);

/** "Invalid value: "x": must be …" */
function errorBody(error: FieldError): string {
	const plain = error.type === 'Required value' || error.type === 'Forbidden' || error.type === 'Too long' || error.type === 'Internal error';
	const head = plain ? error.type : `${error.type}: ${shown(error.value)}`;
	return error.detail ? `${head}: ${error.detail}` : head;
}
/** "spec.replicas: Invalid value: -1: must be greater than or equal to 0" */
export const errorText = (error: FieldError): string => `${error.field}: ${errorBody(error)}`;
/** As errors.Aggregate prints: one alone, several in brackets, repeats once. */
export function aggregate(errors: readonly FieldError[]): string {
	const texts = [...new Set(errors.map(errorText))];
	return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}
/** details.causes of the Status. */
export const causes = (errors: readonly FieldError[]) =>
	errors.map((error) => ({ reason: reasons[error.type], message: errorBody(error), field: error.field }));
