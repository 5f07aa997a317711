// The engine's errors: a status and the text of `{"message": …}`. Follows moby's errdefs: each class is an HTTP status.
// Invariant: a DockerError is a modelled failure for the client, never a bug of ours, and is never thrown inside an act.
import { Errno } from '../engine/index.ts';
import { RpcError } from '../containerd/api.ts';

/** A failed request. `exitCode` is set by failures to start a process (126, 127, 128). */
export class DockerError {
	readonly status: number;
	readonly message: string;
	constructor(status: number, message: string) {
		this.status = status;
		this.message = message;
	}
}

export const badParameter = (message: string): DockerError => new DockerError(400, message);
export const unauthorized = (message: string): DockerError => new DockerError(401, message);
export const forbidden = (message: string): DockerError => new DockerError(403, message);
export const notFound = (message: string): DockerError => new DockerError(404, message);
export const conflict = (message: string): DockerError => new DockerError(409, message);
export const notModified = (message: string): DockerError => new DockerError(304, message);
export const system = (message: string): DockerError => new DockerError(500, message);
export const notImplemented = (message: string): DockerError => new DockerError(501, message);
export const unavailable = (message: string): DockerError => new DockerError(503, message);

export const noSuchContainer = (name: string): DockerError => notFound('No such container: ' + name);
export const notRunning = (id: string): DockerError => conflict(`container ${id} is not running`);

/** The same failure with words in front, as Go's fmt.Errorf("…: %w"). */
export const prefixed = (prefix: string, error: DockerError): DockerError => new DockerError(error.status, prefix + error.message);

/** Go's text of an errno: lower case, as in "no such file or directory". */
export const errnoText = (error: Errno): string => error.message.charAt(0).toLowerCase() + error.message.slice(1);

/** Any modelled failure as a DockerError; what is not one is thrown on. */
export function asDockerError(error: unknown): DockerError {
	if (error instanceof DockerError) return error;
	if (error instanceof Errno) return system(errnoText(error));
	if (error instanceof RpcError) return system(error.message);
	throw error;
}
