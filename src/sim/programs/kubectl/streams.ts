// Streams of exec, attach and port-forward: WebSocket-like upgrades of the v5.channel protocol over the message transport.
import type { Sys } from '../../engine/index.ts';
import { Failure } from './failure.ts';
import type { Session } from './session.ts';

export interface StreamTarget {
	readonly namespace: string;
	readonly pod: string;
	readonly container: string;
	readonly stdin: boolean;
	readonly tty: boolean;
	readonly quiet: boolean;
}
export function* attachStreams(_s: Session, _target: StreamTarget): Sys<number> {
	throw new Failure('attach is not there yet');
}
