// The hash of --append-hash and of kustomize's generators: of the object's JSON, in an alphabet without vowels.
import { encodeJson, sha256Hex } from '../../../values/index.ts';
import { pairs, str } from '../dig.ts';

const letters: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };
const encode = (hex: string): string => [...hex.slice(0, 10)].map((char) => letters[char] ?? char).join('');

/** Ten letters for a ConfigMap or Secret. */
export function hashOf(object: unknown): string {
	const secret = str(object, 'kind') === 'Secret';
	const binary = pairs(object, 'binaryData');
	const value = secret
		? {
				kind: 'Secret',
				type: str(object, 'type'),
				name: str(object, 'metadata', 'name'),
				data: pairs(object, 'data'),
				...(Object.keys(pairs(object, 'stringData')).length > 0 ? { stringData: pairs(object, 'stringData') } : {})
			}
		: {
				kind: 'ConfigMap',
				name: str(object, 'metadata', 'name'),
				data: pairs(object, 'data'),
				...(Object.keys(binary).length > 0 ? { binaryData: binary } : {})
			};
	return encode(sha256Hex(encodeJson(value, { sortKeys: true })));
}
