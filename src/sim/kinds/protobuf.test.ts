import { expect, test } from 'vitest';
import { DecodeError } from './decode.ts';
import { decodeProtobuf } from './protobuf.ts';

const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];
const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
/** A length-delimited field. */
const field = (number: number, content: readonly number[] | string): number[] => {
	const bytes = typeof content === 'string' ? utf8(content) : content;
	return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
};
const int = (number: number, value: number): number[] => [...varint(number << 3), ...varint(value)];
const body = (apiVersion: string, kind: string, raw: readonly number[]): Uint8Array =>
	new Uint8Array([0x6b, 0x38, 0x73, 0, ...field(1, [...field(1, apiVersion), ...field(2, kind)]), ...field(2, raw)]);

test('a typed client of Go is understood, so kubectl create works over the bridge', () => {
	const container = [
		...field(1, 'nginx'),
		...field(2, 'nginx:1.27'),
		...field(5, ''),
		...field(6, int(3, 80)),
		...field(8, field(1, [...field(1, 'cpu'), ...field(2, field(1, '100m'))]))
	];
	const template = [
		...field(1, field(11, [...field(1, 'app'), ...field(2, 'web')])),
		...field(2, [...field(2, container), ...field(1, [...field(1, 'v'), ...field(2, field(2, []))])])
	];
	const spec = [
		...int(1, 0),
		...field(2, field(1, [...field(1, 'app'), ...field(2, 'web')])),
		...field(3, template),
		...field(4, field(2, field(1, [...int(1, 1), ...field(3, '25%')])))
	];
	expect(decodeProtobuf(body('apps/v1', 'Deployment', [...field(1, [...field(1, 'web'), ...field(3, ''), ...field(8, [])]), ...field(2, spec)]))).toEqual({
		apiVersion: 'apps/v1',
		kind: 'Deployment',
		metadata: { name: 'web' },
		spec: {
			replicas: 0,
			selector: { matchLabels: { app: 'web' } },
			template: {
				metadata: { labels: { app: 'web' } },
				spec: {
					containers: [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }], resources: { limits: { cpu: '100m' } } }],
					volumes: [{ name: 'v', emptyDir: {} }]
				}
			},
			strategy: { rollingUpdate: { maxUnavailable: '25%' } }
		}
	});
});
test('bytes that are no message are refused, so nothing is guessed', () => {
	expect(() => decodeProtobuf(new Uint8Array([1, 2, 3, 4]))).toThrow(DecodeError);
	expect(() => decodeProtobuf(new Uint8Array([0x6b, 0x38, 0x73, 0, 10, 200]))).toThrow(DecodeError);
});
