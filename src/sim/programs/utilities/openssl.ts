// openssl 3.0's command line: genrsa, genpkey, ecparam, rsa, pkey, req, x509, verify, rand, dgst, enc, base64, s_client, version.
// Each command is a row. Leaves out ca, pkcs12, cms, ocsp, speed and configuration files. Keys and certificates are the machine's modelled ones
// (openssl/keys.ts, openssl/certificates.ts); digests and AES are real.
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { hmac } from '@noble/hashes/hmac.js';
import { Errno, type Sys } from '../../engine/sys.ts';
import { open, random, readAll, readFile, writeFile } from '../../kernel/index.ts';
import { base64, hex, text, unbase64, utf8 } from '../../values/index.ts';
import { decryptCbc, deriveKey, encryptCbc } from './openssl/aes.ts';
import { req, verify, x509 } from './openssl/requests.ts';
import { client } from './openssl/client.ts';
import { encodeKey, encodePublic, modulus, newKey, parseKey, progress, publicOf, publicText, type Key } from './openssl/keys.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

/** Options of a command: "-out file" by the names that take a value; the rest are switches. */
export interface Options {
	has(name: string): boolean;
	get(name: string): string | undefined;
	all(name: string): string[];
	readonly operands: readonly string[];
}

export function parseOptions(tool: Tool, command: string, args: readonly string[], valued: string, switches: string): Options {
	const [takes, plain] = [valued.split(' '), switches.split(' ')];
	const options: [string, string][] = [];
	const operands: string[] = [];
	for (let i = 0; i < args.length; i++) {
		const arg = args[i] ?? '';
		const name = arg.replace(/^--?/, '');
		if (arg === '-help' || arg === '--help') throw new Exit(0, `Usage: ${command} [options]\n`);
		if (!arg.startsWith('-') || arg === '-') {
			operands.push(...args.slice(i));
			break;
		}
		if (takes.includes(name)) {
			const value = args[++i];
			if (value === undefined) throw new Exit(1, `${command}: Option -${name} needs a value\n${command}: Use -help for summary.\n`);
			options.push([name, value]);
		} else if (plain.includes(name)) options.push([name, '']);
		else
			throw new Exit(
				1,
				`${command}: Unknown option or cipher: ${name}\n${command}: Use -help for summary.\n`
					.replace(/ option or cipher: (.*)\n/, command === 'enc' ? ' option or cipher: $1\n' : ' option or message digest: $1\n')
					.replace('option or message digest', ['dgst', 'req', 'x509'].includes(command) ? 'option or message digest' : 'option')
			);
	}
	return {
		operands,
		has: (name) => options.some(([key]) => key === name),
		get: (name) => options.findLast(([key]) => key === name)?.[1],
		all: (name) => options.filter(([key]) => key === name).map(([, value]) => value)
	};
}

/** A file's text for a purpose, or openssl's long way of saying that it is not there. */
export function* readFor(tool: Tool, path: string | undefined, what: string, unable = ''): Sys<string> {
	if (path === undefined) return text(yield* readAll(0));
	const bytes = yield* attempt(readFile(path));
	if (!(bytes instanceof Errno)) return text(bytes);
	yield* tool.flush();
	const thread =
		'40' +
		hex(yield* random(5))
			.toUpperCase()
			.slice(0, 6) +
		'7F0000';
	throw new Exit(
		1,
		`Could not open file or uri for loading ${what} from ${path}\n${thread}:error:16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file\n${thread}:error:80000002:system library:file_open:${bytes.message}:../providers/implementations/storemgmt/file_store.c:266:calling stat(${path})\n${unable}`
	);
}

/** Writes to -out, or to standard output. */
export function* writeOut(tool: Tool, path: string | undefined, content: string | Uint8Array, mode = 0o666): Sys<void> {
	if (path === undefined) return typeof content === 'string' ? yield* tool.put(content) : yield* tool.putBytes(content);
	const failed = yield* attempt(writeFile(path, content, mode));
	if (failed instanceof Errno) {
		yield* tool.flush();
		throw new Exit(1, `Can't open "${path}" for writing, ${failed.message}\n`);
	}
}

export function* loadKey(tool: Tool, path: string | undefined): Sys<Key> {
	const pem = yield* readFor(tool, path, 'private key');
	const key = parseKey(pem);
	if (!key) throw new Exit(1, `Could not read private key from ${path ?? '<stdin>'}\n`);
	return key;
}

function* genrsa(tool: Tool, args: readonly string[]): Sys<number> {
	const o = parseOptions(tool, 'genrsa', args, 'out passout rand writerand primes', '3 F4 f4 traditional verbose quiet des3 aes128 aes256');
	const bits = Number(o.operands[0] ?? 2048);
	if (!Number.isInteger(bits)) throw new Exit(1, `Can't parse "${o.operands[0]}" as a number\n`);
	if (bits < 512) throw new Exit(1, 'genrsa: Error generating RSA key\n');
	yield* writeOut(tool, o.get('out'), encodeKey(yield* newKey('rsa', bits), o.has('traditional')), 0o600);
	return 0;
}

function* genpkey(tool: Tool, args: readonly string[]): Sys<number> {
	const o = parseOptions(tool, 'genpkey', args, 'algorithm out outform pkeyopt pass paramfile', 'text quiet aes256 aes-256-cbc genparam');
	const algorithm = (o.get('algorithm') ?? '').toUpperCase();
	const option = (name: string): string | undefined =>
		o
			.all('pkeyopt')
			.find((one) => one.startsWith(`${name}:`))
			?.slice(name.length + 1);
	if (algorithm === '') throw new Exit(1, 'genpkey: No keytype specified.\n');
	if (!['RSA', 'EC', 'ED25519'].includes(algorithm)) throw new Exit(1, `genpkey: Error initializing ${o.get('algorithm')} context\n`);
	const key = yield* algorithm === 'RSA'
		? newKey('rsa', Number(option('rsa_keygen_bits') ?? 2048))
		: algorithm === 'EC'
			? newKey('ec', 256, (option('ec_paramgen_curve') ?? 'P-256').replace(/^P-256$/, 'prime256v1'))
			: newKey('ed25519', 256);
	yield* tool.error(yield* progress(key));
	yield* writeOut(tool, o.get('out'), encodeKey(key), 0o600);
	return 0;
}

function* ecparam(tool: Tool, args: readonly string[]): Sys<number> {
	const o = parseOptions(tool, 'ecparam', args, 'name out in', 'genkey noout list_curves check text');
	const name = o.get('name');
	if (o.has('list_curves')) {
		yield* tool.put(
			'  secp224r1 : NIST/SECG curve over a 224 bit prime field\n  secp256k1 : SECG curve over a 256 bit prime field\n  secp384r1 : NIST/SECG curve over a 384 bit prime field\n  secp521r1 : NIST/SECG curve over a 521 bit prime field\n  prime256v1: X9.62/SECG curve over a 256 bit prime field\n'
		);
		return 0;
	}
	if (name === undefined || !/^(?:prime256v1|secp\d+[rk]1)$/.test(name)) throw new Exit(1, `ecparam: unknown curve name (${name ?? ''})\n`);
	const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
	yield* writeOut(tool, o.get('out'), (o.has('noout') ? '' : parameters) + (o.has('genkey') ? encodeKey(yield* newKey('ec', 256, name), true) : ''), 0o600);
	return 0;
}

function* pkey(tool: Tool, args: readonly string[], command: string): Sys<number> {
	const o = parseOptions(tool, command, args, 'in out inform outform passin passout', 'pubout pubin noout text text_pub check modulus traditional des3 aes256');
	const key = yield* loadKey(tool, o.get('in'));
	if (o.has('check')) yield* tool.put(command === 'rsa' ? 'RSA key ok\n' : 'Key is valid\n');
	if (o.has('modulus')) yield* tool.put(`Modulus=${hex(modulus(publicOf(key))).toUpperCase()}\n`);
	if (o.has('text') || o.has('text_pub'))
		yield* tool.put(
			publicText(publicOf(key), 0)
				.replace('Public-Key: (2048 bit)', o.has('text') ? 'Private-Key: (2048 bit, 2 primes)' : 'Public-Key: (2048 bit)')
				.replace('Modulus:', 'modulus:')
				.replace('Exponent:', 'publicExponent:')
		);
	if (o.has('noout')) return 0;
	if (command !== 'pkey') {
		yield* tool.flush();
		yield* tool.error(command === 'rsa' ? 'writing RSA key\n' : 'read EC key\nwriting EC key\n');
	}
	yield* writeOut(tool, o.get('out'), o.has('pubout') ? encodePublic(publicOf(key)) : encodeKey(key, o.has('traditional')), 0o600);
	return 0;
}

function* rand(tool: Tool, args: readonly string[]): Sys<number> {
	const o = parseOptions(tool, 'rand', args, 'out', 'hex base64');
	const count = Number(o.operands[0]);
	if (o.operands[0] === undefined) throw new Exit(1, 'rand: Use -help for summary.\n');
	if (!Number.isInteger(count) || count < 0) throw new Exit(1, `Can't parse "${o.operands[0]}" as a number\nrand: Use -help for summary.\n`);
	const bytes = yield* random(count);
	if (o.has('hex')) yield* writeOut(tool, o.get('out'), `${hex(bytes)}\n`);
	else if (o.has('base64')) yield* writeOut(tool, o.get('out'), wrapped(base64(bytes)));
	else yield* writeOut(tool, o.get('out'), bytes);
	return 0;
}
const wrapped = (body: string): string => (body.match(/.{1,64}/g) ?? []).map((line) => `${line}\n`).join('');

type Hash = Parameters<typeof hmac>[0];
const digests: Readonly<Record<string, readonly [name: string, hash: Hash]>> = {
	md5: ['MD5', md5],
	sha1: ['SHA1', sha1],
	sha224: ['SHA2-224', sha224],
	sha256: ['SHA2-256', sha256],
	sha384: ['SHA2-384', sha384],
	sha512: ['SHA2-512', sha512]
};

function* dgst(tool: Tool, args: readonly string[], fixed?: string): Sys<number> {
	const o = parseOptions(tool, 'dgst', args, 'out hmac sign verify signature', `r hex binary c ${Object.keys(digests).join(' ')}`);
	const [name, hash] = digests[fixed ?? Object.keys(digests).findLast((one) => o.has(one)) ?? 'sha256'] ?? ['SHA2-256', sha256];
	const secret = o.get('hmac');
	for (const path of o.operands.length > 0 ? o.operands : [undefined]) {
		const bytes = path === undefined ? yield* readAll(0) : yield* attempt(readFile(path));
		if (bytes instanceof Errno) {
			const thread = `40${hex(yield* random(5))
				.toUpperCase()
				.slice(0, 6)}7F0000`;
			yield* tool.error(
				`${path}: ${bytes.message}\n${thread}:error:80000002:system library:file_ctrl:${bytes.message}:../crypto/bio/bss_file.c:297:calling fopen(${path}, r)\n${thread}:error:10080002:BIO routines:file_ctrl:system lib:../crypto/bio/bss_file.c:300:\n`
			);
			tool.status = 1;
			continue;
		}
		const sum = secret === undefined ? hash(Uint8Array.from(bytes)) : hmac(hash, Uint8Array.from(utf8(secret)), Uint8Array.from(bytes));
		const label = secret === undefined ? name : `HMAC-${name}`;
		if (o.has('binary')) yield* writeOut(tool, o.get('out'), sum);
		else if (o.has('r')) yield* writeOut(tool, o.get('out'), `${hex(sum)} *${path ?? 'stdin'}\n`);
		else yield* writeOut(tool, o.get('out'), `${label}(${path ?? 'stdin'})= ${o.has('c') ? (hex(sum).match(/../g) ?? []).join(':') : hex(sum)}\n`);
	}
	return tool.status;
}

const password = function* (tool: Tool, o: Options): Sys<string> {
	const given = o.get('pass') ?? (o.has('k') ? `pass:${o.get('k')}` : undefined);
	if (given === undefined) throw new Exit(1, '');
	const [kind, rest] = [given.slice(0, given.indexOf(':')), given.slice(given.indexOf(':') + 1)];
	if (kind === 'pass') return rest;
	if (kind === 'env') return tool.env[rest] ?? '';
	if (kind === 'file') return (yield* readFor(tool, rest, 'password')).split('\n')[0] ?? '';
	throw new Exit(1, 'Error getting password\n');
};

function* enc(tool: Tool, args: readonly string[], fixed?: string): Sys<number> {
	const o = parseOptions(
		tool,
		'enc',
		args,
		'in out pass k iter S K iv kfile md',
		'e d a A base64 salt nosalt pbkdf2 p P aes-256-cbc aes-128-cbc aes256 aes128 nopad debug none'
	);
	const path = o.get('in');
	const fd = path === undefined ? 0 : yield* attempt(open(path));
	if (fd instanceof Errno) throw new Exit(1, `Can't open "${path}" for reading, ${fd.message}\n`);
	let data: Uint8Array = yield* readAll(fd);
	const armour = o.has('base64') || o.has('a') || fixed === 'base64';
	const size = o.has('aes-256-cbc') || o.has('aes256') ? 32 : o.has('aes-128-cbc') || o.has('aes128') ? 16 : 0;
	if (o.has('d') && armour) data = unbase64(text(data).replace(/\s/g, '')) ?? new Uint8Array(0);
	if (size > 0) {
		const secret = utf8(yield* password(tool, o));
		const iterations = o.has('pbkdf2') || o.has('iter') ? Number(o.get('iter') ?? 10_000) : undefined;
		if (iterations === undefined) yield* tool.error('*** WARNING : deprecated key derivation used.\nUsing -iter or -pbkdf2 would be better.\n');
		if (o.has('d')) {
			if (text(data.subarray(0, 8)) !== 'Salted__') throw new Exit(1, 'bad magic number\n');
			const { key, iv } = deriveKey(secret, data.subarray(8, 16), size, iterations);
			const plain = decryptCbc(Uint8Array.from(data.subarray(16)), key, iv);
			if (!plain)
				throw new Exit(
					1,
					`bad decrypt\n${'40' + hex(yield* random(3)).toUpperCase()}7F0000:error:1C800064:Provider routines:ossl_cipher_unpadblock:bad decrypt:../providers/implementations/ciphers/ciphercommon_block.c:124:\n`
				);
			data = plain;
		} else {
			const salt = yield* random(8);
			const { key, iv } = deriveKey(secret, salt, size, iterations);
			data = Uint8Array.from([...utf8('Salted__'), ...salt, ...encryptCbc(data, key, iv)]);
		}
	}
	yield* writeOut(tool, o.get('out'), !o.has('d') && armour ? (o.has('A') ? base64(data) : wrapped(base64(data))) : data);
	return 0;
}

function* version(tool: Tool, args: readonly string[]): Sys<number> {
	const o = parseOptions(tool, 'version', args, '', 'a v b d e f o p r c');
	yield* tool.put('OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)\n');
	if (o.has('a') || o.has('d')) yield* tool.put('OPENSSLDIR: "/usr/lib/ssl"\n');
	return 0;
}

type Command = (tool: Tool, args: readonly string[]) => Sys<number>;
const commands: Readonly<Record<string, Command>> = {
	genrsa,
	genpkey,
	ecparam,
	rsa: (tool, args) => pkey(tool, args, 'rsa'),
	ec: (tool, args) => pkey(tool, args, 'ec'),
	pkey: (tool, args) => pkey(tool, args, 'pkey'),
	req,
	x509,
	verify,
	rand,
	dgst,
	enc,
	base64: (tool, args) => enc(tool, args, 'base64'),
	s_client: client,
	version,
	...Object.fromEntries(Object.keys(digests).map((name): [string, Command] => [name, (tool, args) => dgst(tool, args, name)]))
};

export const openssl = utility('openssl', function* (tool: Tool): Sys<number> {
	const [name, ...args] = tool.args;
	if (name === undefined) {
		yield* tool.put('help:\n');
		return 0;
	}
	const command = commands[name === '-v' || name === '--version' ? 'version' : name];
	if (!command) throw new Exit(1, `Invalid command '${name}'; type "help" for a list.\n`);
	return yield* command(tool, args);
});
