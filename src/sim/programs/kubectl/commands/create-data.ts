// kubectl create configmap, secret (generic, docker-registry, tls).
import { Errno, type Sys } from '../../../engine/index.ts';
import { readFile } from '../../../kernel/index.ts';
import { base64, encodeJson, goQuote, text as decode } from '../../../values/index.ts';
import { put, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { createGenerated, namespaceField, oneName } from '../generate/create.ts';
import { asText, fromFile, keyErrors, reasonOf, sourcesOf, type Source } from '../generate/data.ts';
import { hashOf } from '../generate/hash.ts';
import { typedMapping } from '../operations.ts';
import type { Session } from '../session.ts';

const sorted = (data: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
	Object.fromEntries(
		Object.keys(data)
			.sort()
			.map((key) => [key, data[key] ?? ''])
	);
function hashed(s: Session, object: Json, name: string): Json {
	return s.bool('append-hash') ? put(object, ['metadata', 'name'], `${name}-${hashOf(object)}`) : object;
}

function* configMap(s: Session): Sys<Json> {
	const name = oneName(s);
	const data: Record<string, string> = {};
	const binaryData: Record<string, string> = {};
	for (const { key, data: bytes } of yield* sourcesOf(s, 'config')) {
		const problems = keyErrors(key);
		if (problems.length > 0) throw new Failure(`${goQuote(key)} is not a valid key name for a ConfigMap: ${problems.join(',')}`);
		if (key in data) throw new Failure(`cannot add key ${goQuote(key)}, another key by that name already exists in Data for ConfigMap ${goQuote(name)}`);
		if (key in binaryData)
			throw new Failure(`cannot add key ${goQuote(key)}, another key by that name already exists in BinaryData for ConfigMap ${goQuote(name)}`);
		const text = asText(bytes);
		if (text === undefined) binaryData[key] = base64(bytes);
		else data[key] = text;
	}
	const object = {
		kind: 'ConfigMap',
		apiVersion: 'v1',
		metadata: { name, ...(yield* namespaceField(s)) },
		...(Object.keys(data).length > 0 ? { data: sorted(data) } : {}),
		...(Object.keys(binaryData).length > 0 ? { binaryData: sorted(binaryData) } : {})
	};
	return hashed(s, object, name);
}
export const createConfigMap = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping('', 'v1', 'ConfigMap', 'configmaps'), configMap, { failure: 'failed to create configmap: ' });
};

function secretData(sources: readonly Source[]): Record<string, string> {
	const data: Record<string, string> = {};
	for (const { key, data: bytes } of sources) {
		const problems = keyErrors(key);
		if (problems.length > 0) throw new Failure(`${goQuote(key)} is not valid key name for a Secret ${problems.join(';')}`);
		if (key in data) throw new Failure(`cannot add key ${key}, another key by that name already exists`);
		data[key] = base64(bytes);
	}
	return data;
}
function* secret(s: Session, type: string, data: Readonly<Record<string, string>>): Sys<Json> {
	const name = oneName(s);
	const object = {
		kind: 'Secret',
		apiVersion: 'v1',
		metadata: { name, ...(yield* namespaceField(s)) },
		...(Object.keys(data).length > 0 ? { data: sorted(data) } : {}),
		...(type === '' ? {} : { type })
	};
	return hashed(s, object, name);
}
const secrets = typedMapping('', 'v1', 'Secret', 'secrets');
const failure = 'failed to create secret ';

export const createGenericSecret = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(
		s,
		secrets,
		function* () {
			return yield* secret(s, s.str('type'), secretData(yield* sourcesOf(s, 'secret')));
		},
		{ failure }
	);
};

function* registrySecret(s: Session): Sys<Json> {
	const files = s.list('from-file');
	const [user, password, server, email] = [s.str('docker-username'), s.str('docker-password'), s.str('docker-server'), s.str('docker-email')];
	if (files.length === 0 && (user === '' || password === '' || server === ''))
		throw new Failure('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
	const type = 'kubernetes.io/dockerconfigjson';
	if (files.length > 0) {
		const sources: Source[] = [];
		for (const file of files) sources.push(...(yield* fromFile(file.includes('=') ? file : `.dockerconfigjson=${file}`)));
		return yield* secret(s, type, secretData(sources));
	}
	const entry = { username: user, password, ...(email === '' ? {} : { email }), auth: base64(`${user}:${password}`) };
	return yield* secret(s, type, { '.dockerconfigjson': base64(encodeJson({ auths: { [server]: entry } })) });
}
export const createRegistrySecret = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, secrets, registrySecret, { failure });
};

function* pemFile(path: string): Sys<Uint8Array> {
	try {
		return yield* readFile(path);
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`Cannot read file ${path}, open ${path}: ${reasonOf(error)}`);
		throw error;
	}
}
/** The types of a text's PEM blocks. */
const blocksOf = (pem: Uint8Array): string[] => [...decode(pem).matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----$/gm)].map(([, type]) => type ?? '');
/** Go's tls.X509KeyPair: what is wrong with the certificate's file, and with the key's. */
function certificateProblem(types: readonly string[]): string | undefined {
	if (types.includes('CERTIFICATE')) return undefined;
	if (types.length === 0) return 'failed to find any PEM data in certificate input';
	if (types.length === 1 && types[0]?.endsWith('PRIVATE KEY'))
		return 'failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
	return `failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}
function keyProblem(types: readonly string[]): string | undefined {
	if (types.some((type) => type.endsWith('PRIVATE KEY'))) return undefined;
	if (types.length === 0) return 'failed to find any PEM data in key input';
	if (types.length === 1 && types[0] === 'CERTIFICATE') return 'found a certificate rather than a key in the PEM for the private key';
	return `failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}

function* tlsSecret(s: Session): Sys<Json> {
	if (s.str('key') === '' || s.str('cert') === '') throw new Failure('key and cert must be specified');
	const cert = yield* pemFile(s.str('cert'));
	const key = yield* pemFile(s.str('key'));
	const problem = certificateProblem(blocksOf(cert)) ?? keyProblem(blocksOf(key));
	if (problem !== undefined) throw new Failure(`tls: ${problem}`);
	return yield* secret(s, 'kubernetes.io/tls', { 'tls.crt': base64(cert), 'tls.key': base64(key) });
}
export const createTlsSecret = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, secrets, tlsSecret, { failure });
};
