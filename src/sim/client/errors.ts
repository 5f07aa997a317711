// An API answer that is not a success, as a value to catch. The text is the server's Status message.
import type { ApiStatus } from '../kinds/index.ts';

/** Thrown by the request helpers for answers ≥ 400. Connection failures are thrown as Errno, TLS failures as TlsError. */
export class ApiError {
	readonly status: ApiStatus;
	/** Values of Warning headers that came with it. */
	readonly warnings: readonly string[];
	constructor(status: ApiStatus, warnings: readonly string[] = []) {
		this.status = status;
		this.warnings = warnings;
	}
	get message(): string {
		return this.status.message ?? '';
	}
	/** "NotFound", "AlreadyExists", "Conflict", "Invalid", "Forbidden", "Gone", "Expired" … */
	get reason(): string {
		return this.status.reason ?? '';
	}
	get code(): number {
		return this.status.code ?? 500;
	}
}
/** The server's certificate is not acceptable: Go's text, e.g. "tls: failed to verify certificate: x509: certificate signed by unknown authority". */
export class TlsError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}
export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.reason === 'NotFound';
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.reason === 'Conflict';
