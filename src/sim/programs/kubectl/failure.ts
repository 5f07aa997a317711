// What goes wrong, and how kubectl says it (cmdutil.CheckErr): plain errors get "error: ", API answers "Error from server (Reason): ",
// invalid objects their causes as a list, a server that cannot be reached its own sentence.
import { ApiError } from '../../client/index.ts';
import { goQuote } from '../../values/index.ts';
import { arr, str } from './dig.ts';

/** A plain error of the client. */
export class Failure {
	readonly message: string;
	readonly code: number;
	/** Said without "error: " (a remote command's exit code). */
	readonly plain: boolean;
	constructor(message: string, code = 1, plain = false) {
		this.message = message;
		this.code = code;
		this.plain = plain;
	}
}
/** The program ends with this code and says nothing more. */
export class Exit {
	readonly code: number;
	constructor(code = 1) {
		this.code = code;
	}
}
/** The server cannot be reached: `message` is Go's text ("dial tcp …: connect: connection refused"). */
export class ConnectionError {
	readonly method: string;
	readonly url: string;
	readonly host: string;
	readonly cause: string;
	constructor(method: string, url: string, host: string, cause: string) {
		this.method = method;
		this.url = url;
		this.host = host;
		this.cause = cause;
	}
	get message(): string {
		return `${this.method.charAt(0)}${this.method.slice(1).toLowerCase()} "${this.url}": ${this.cause}`;
	}
}
/** Several errors at once. */
export class Aggregate {
	readonly errors: readonly unknown[];
	constructor(errors: readonly unknown[]) {
		this.errors = errors;
	}
}
/** The kubeconfig cannot be used. */
export class ConfigurationError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}
export type KubectlError = Failure | Exit | ConnectionError | Aggregate | ConfigurationError | ApiError;

/** Whether kubectl itself answers for it; anything else is ours. */
export const isKubectlError = (error: unknown): error is KubectlError =>
	error instanceof Failure ||
	error instanceof Exit ||
	error instanceof ConnectionError ||
	error instanceof Aggregate ||
	error instanceof ConfigurationError ||
	error instanceof ApiError;

/** Throws the errors as one; none: nothing happens. */
export function throwAll(errors: readonly unknown[]): void {
	if (errors.length === 0) return;
	throw errors.length === 1 ? errors[0] : new Aggregate(errors);
}

/** Go's err.Error(). */
export function messageOf(error: unknown): string {
	if (error instanceof Aggregate) {
		const texts = [...new Set(error.errors.map(messageOf))];
		return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
	}
	if (error instanceof Failure || error instanceof ConnectionError || error instanceof ConfigurationError || error instanceof ApiError) return error.message;
	return error instanceof Error ? error.message : String(error);
}

/** cmdutil.AddSourceToErr: `error when creating "web.yaml": …`. */
export function withSource(error: unknown, verb: string, source: string): unknown {
	if (source === '' || !isKubectlError(error) || error instanceof Exit) return error;
	const text = `error when ${verb} ${goQuote(source)}: ${messageOf(error)}`;
	return error instanceof ApiError ? withMessage(error, text) : new Failure(text);
}
/** The same API error with another message. */
export const withMessage = (error: ApiError, message: string): ApiError => new ApiError({ ...error.status, message }, error.warnings);

function invalidText(error: ApiError): string {
	const details = error.status.details;
	const status: unknown = error.status;
	if (!details) return `The request is invalid${error.message ? `: ${error.message}` : ''}`;
	const causes = arr(status, 'details', 'causes');
	const named = str(details, 'kind') !== '' || str(details, 'name') !== '';
	const head = named
		? `The ${str(details, 'kind')} ${goQuote(str(details, 'name'))} is invalid`
		: `The request is invalid${error.message !== '' && causes.length === 0 ? `: ${error.message}` : ''}`;
	const texts = [...new Set(causes.map((cause) => `${str(cause, 'field')}: ${str(cause, 'message')}`))];
	if (texts.length === 0) return head;
	return texts.length === 1 ? `${head}: ${texts[0]}` : `${head}: \n${texts.map((line) => `* ${line}\n`).join('')}`;
}

/** cmdutil.StandardErrorMessage; undefined when the error is not one of the known kinds. */
function standardMessage(error: unknown): string | undefined {
	if (error instanceof ApiError) {
		if (error.reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
		return error.reason === '' ? `Error from server: ${error.message}` : `Error from server (${error.reason}): ${error.message}`;
	}
	if (error instanceof ConnectionError) {
		if (error.cause.includes('connection refused')) return `The connection to the server ${error.host} was refused - did you specify the right host or port?`;
		return `Unable to connect to the server: ${error.cause}`;
	}
	return undefined;
}
/** What is printed on stderr before the program ends, and its exit code. */
export function fatal(error: KubectlError): { text: string; code: number } {
	if (error instanceof Exit) return { text: '', code: error.code };
	const [only] = error instanceof Aggregate && error.errors.length === 1 ? error.errors : [];
	if (isKubectlError(only) && !(only instanceof Aggregate)) return fatal(only);
	if (only instanceof Aggregate) return { text: ended(fatalText(only)), code: 1 };
	const code = error instanceof Failure ? error.code : 1;
	return { text: ended(fatalText(error)), code };
}
const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

function fatalText(error: KubectlError): string {
	if (error instanceof ApiError && error.reason === 'Invalid') return invalidText(error);
	if (error instanceof ConfigurationError) return `Error in configuration: ${error.message}`;
	if (error instanceof Aggregate) return error.errors.map((one) => ended(standardMessage(one) ?? messageOf(one))).join('');
	const message = standardMessage(error) ?? messageOf(error);
	return error instanceof Failure && !error.plain && !message.startsWith('error: ') && message !== '' ? `error: ${message}` : message;
}
