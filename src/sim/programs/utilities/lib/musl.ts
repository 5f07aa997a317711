// What musl's strerror(3) says where glibc says something else: BusyBox on Alpine speaks so. An Errno carries glibc's words; the end of
// a message that is about to be printed is where they stand. Leaves out errors that no call of the modelled kernel gives.
import { strerror, type ErrnoCode } from '../../../engine/sys.ts';

/** musl's words (src/errno/__strerror.h), where they differ. */
const words: Partial<Record<ErrnoCode, string>> = {
	EBUSY: 'Resource busy',
	ECHILD: 'No child process',
	EIO: 'I/O error',
	ENOMEM: 'Out of memory',
	EXDEV: 'Cross-device link',
	EMFILE: 'No file descriptors available',
	ENOTTY: 'Not a tty',
	ESPIPE: 'Invalid seek',
	ERANGE: 'Result not representable',
	ENAMETOOLONG: 'Filename too long',
	ELOOP: 'Symbolic link loop',
	ENOTSOCK: 'Not a socket',
	EOPNOTSUPP: 'Not supported',
	EADDRINUSE: 'Address in use',
	EADDRNOTAVAIL: 'Address not available',
	ENETUNREACH: 'Network unreachable',
	ENOTCONN: 'Socket not connected',
	ETIMEDOUT: 'Operation timed out',
	EHOSTUNREACH: 'Host is unreachable',
	EDQUOT: 'Quota exceeded'
};
const byGlibc = new Map(Object.entries(words).map(([code, text]) => [strerror(code as ErrnoCode), text]));

/** The message as musl would have worded its error; undefined when it would be the same. */
export function inMusl(message: string): string | undefined {
	const end = message.endsWith('\n') ? message.length - 1 : message.length;
	const from = message.lastIndexOf(': ', end) + 2;
	const text = byGlibc.get(message.slice(from, end));
	return text === undefined ? undefined : message.slice(0, from) + text + message.slice(end);
}
