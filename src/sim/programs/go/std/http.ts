// net/http's wires: requests that come in, answers that go out, and one exchange of a client. What it means is Go text (http-source.ts).
// A response's header of several values is one line with commas. FIDELITY: https is not spoken by the client.
import { Errno } from '../../../engine/index.ts';
import { clock, reasonOf, send, type HttpResponse } from '../../../kernel/index.ts';
import { httpDate } from '../../../values/index.ts';
import { fromBytes, toText } from '../text.ts';
import type { StdPackage } from '../scope.ts';
import { hostBytes, items, Slice, type Value } from '../values.ts';
import { httpSource } from './http-source.ts';
import { closeDescriptor, onDescriptor } from './net.ts';
import { request } from './sys.ts';

const headersOf = (keys: Value, values: Value): Record<string, string> => {
	const out: Record<string, string> = {};
	const vs = items(values);
	items(keys).forEach((k, i) => {
		const name = toText(k as string);
		const v = toText(vs[i] as string);
		out[name] = name in out ? `${out[name]}, ${v}` : v;
	});
	return out;
};
const listed = (headers: Readonly<Record<string, string>>): [Slice, Slice] => [
	new Slice(Object.keys(headers).map(fromBytes)),
	new Slice(Object.values(headers).map(fromBytes))
];

export const http: StdPackage = {
	source: httpSource,
	natives: {
		lastTrace: (_, m) => m.lastTrace,
		reason: ([code]) => reasonOf(code as number)
	},
	long: {
		*readRequest([fd], m, g) {
			const got = yield* onDescriptor(m, g, fd as number, { op: 'request', fd });
			if (got['closed'] === true || got['end'] === true || got['error'] !== undefined) return ['', '', null, null, '', false];
			const [keys, values] = listed(got['headers'] as Record<string, string>);
			return [fromBytes(String(got['method'])), fromBytes(String(got['path'])), keys, values, String(got['body'] ?? ''), true];
		},
		*closeConn([fd], m) {
			return yield* closeDescriptor(m, fd as number);
		},
		*dateNow() {
			return yield request(function* () {
				return httpDate(yield* clock());
			});
		},
		*respond([fd, status, keys, values, body, kind]) {
			return yield request(function* () {
				const response: HttpResponse = {
					kind: 'response',
					status: status as number,
					headers: headersOf(keys as Value, values as Value),
					...(kind === 1 ? { stream: true } : kind === 2 ? {} : { body: hostBytes(body as string) })
				};
				try {
					yield* send(fd as number, response);
					if (kind === 1 && body !== '') yield* send(fd as number, { kind: 'chunk', body: hostBytes(body as string) });
					return true;
				} catch (e) {
					if (e instanceof Errno) return false;
					throw e;
				}
			});
		},
		*sendChunk([fd, body, last]) {
			return yield request(function* () {
				try {
					if (body !== '') yield* send(fd as number, { kind: 'chunk', body: hostBytes(body as string) });
					if (last === true) yield* send(fd as number, { kind: 'end' });
					return true;
				} catch (e) {
					if (e instanceof Errno) return false;
					throw e;
				}
			});
		},
		*exchange([fd, method, path, keys, values, body], m, g) {
			const got = yield* onDescriptor(m, g, fd as number, {
				op: 'fetch',
				fd,
				method: toText(method as string),
				path: toText(path as string),
				headers: headersOf(keys as Value, values as Value),
				body
			});
			if (got['closed'] === true || got['end'] === true || got['error'] !== undefined)
				return [0, null, null, '', got['closed'] === true ? 'closed' : got['end'] === true ? 'EOF' : String(got['error'])];
			const [ks, vs] = listed(got['headers'] as Record<string, string>);
			return [Number(got['status']), ks, vs, String(got['body'] ?? ''), ''];
		}
	}
};
