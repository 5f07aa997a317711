// The commands over requests and certificates: openssl req, x509 and verify.
import { hex } from '../../../values/index.ts';
import { Errno, type Sys } from '../../../engine/sys.ts';
import { clock, random, readText, writeFile } from '../../../kernel/index.ts';
import { loadKey, parseOptions, readFor, writeOut, type Options } from '../openssl.ts';
import { timeZone } from '../lib/dates.ts';
import { attempt, Exit, type Tool } from '../lib/tool.ts';
import {
	altNames,
	altText,
	certificateText,
	dateText,
	encodeFull,
	encodeRequest,
	fieldsOf,
	fingerprint,
	issuerText,
	nameText,
	parseFull,
	parseSubject,
	problem,
	publicKeyOf,
	requestText,
	serialOf,
	sign,
	subjectOf,
	type Full,
	type Subject
} from './certificates.ts';
import { encodeKey, encodePublic, modulus, newKey, progress, publicOf, type Key } from './keys.ts';

const day = 86_400;
const utc = (tool: Tool) => timeZone({ ...tool.env, TZ: 'UTC' });

function* subjectFor(o: Options): Sys<Subject> {
	const given = o.get('subj');
	if (given !== undefined) {
		const subject = parseSubject(given);
		if (typeof subject === 'string') throw new Exit(1, subject);
		return subject;
	}
	// Without -subj the questions are asked; a batch has no answers.
	const config = o.get('config') === undefined ? undefined : yield* attempt(readText(o.get('config') ?? ''));
	if (typeof config === 'string') {
		const section = /\[\s*(?:req_distinguished_name|dn|req_dn)\s*\]([^[]*)/.exec(config)?.[1] ?? '';
		const found = [...section.matchAll(/^\s*([A-Za-z]+)\s*=\s*(.+?)\s*$/gm)].map((m): [string, string] => [m[1] ?? '', m[2] ?? '']);
		if (found.length > 0) return parseSubjectList(found);
	}
	return [
		['C', 'AU'],
		['ST', 'Some-State'],
		['O', 'Internet Widgits Pty Ltd']
	];
}
const parseSubjectList = (list: readonly [string, string][]): Subject => {
	const made = parseSubject(`/${list.map(([name, value]) => `${name}=${value}`).join('/')}`);
	return typeof made === 'string' ? [] : made;
};

/** subjectAltName of -addext, or of the configuration's [alt_names]. */
function* namesFor(o: Options, config: string | undefined): Sys<string[]> {
	const added = o.all('addext').filter((one) => one.trim().startsWith('subjectAltName'));
	if (added.length > 0) return altNames(added[0] ?? '');
	const content = config === undefined ? undefined : yield* attempt(readText(config));
	if (content instanceof Errno || content === undefined) return [];
	const direct = /subjectAltName\s*=\s*(.+)/.exec(content)?.[1]?.trim() ?? '';
	if (direct !== '' && !direct.startsWith('@')) return altNames(direct);
	return [...content.matchAll(/^\s*(?:DNS|IP)(?:\.\d+)?\s*=\s*(\S+)/gm)].map((m) => m[1] ?? '');
}

export function* req(tool: Tool, args: readonly string[]): Sys<number> {
	const o = parseOptions(
		tool,
		'req',
		args,
		'in out key keyout newkey subj days addext config extensions reqexts passin passout pkeyopt set_serial inform outform CA CAkey section',
		'new x509 nodes noenc noout text subject verify pubkey modulus batch sha256 sha384 sha512 utf8 verbose newhdr'
	);
	const make = o.has('new') || o.has('x509') || o.has('newkey');
	if (!make) return yield* showRequest(tool, o);
	let key: Key;
	if (o.has('newkey') || !o.has('key')) {
		const kind = o.get('newkey') ?? 'rsa:2048';
		key = yield* kind.startsWith('ec')
			? newKey('ec', 256, 'prime256v1')
			: kind.startsWith('ed25519')
				? newKey('ed25519', 256)
				: newKey('rsa', Number(kind.split(':')[1] ?? 2048));
		yield* tool.error(yield* progress(key));
		if (!o.has('nodes') && !o.has('noenc') && !o.has('passout'))
			throw new Exit(1, "req: Error writing private key to '" + (o.get('keyout') ?? 'privkey.pem') + "'\n");
		const out = o.get('keyout') ?? 'privkey.pem';
		yield* writeFile(out, encodeKey(key), 0o600);
		yield* tool.error('-----\n');
	} else key = yield* loadKey(tool, o.get('key'));
	const subject = yield* subjectFor(o);
	const names = yield* namesFor(o, o.get('config'));
	const request: Full = { ...fieldsOf(subject), names, issuer: '', notBefore: 0, notAfter: 0, subject, publicKey: publicOf(key) };
	if (!o.has('x509')) {
		if (o.has('text')) yield* tool.put(requestText(request));
		if (!o.has('noout')) yield* writeOut(tool, o.get('out'), encodeRequest(request));
		return 0;
	}
	const from = Math.floor((yield* clock()) / 1_000_000);
	const serial = hex(yield* random(20))
		.toUpperCase()
		.replace(/^[89A-F]/, '5');
	const certificate = sign(request, { certificate: undefined, key }, { from, seconds: Number(o.get('days') ?? 30) * day, serial, names, ca: true });
	if (o.has('text')) yield* tool.put(certificateText(certificate, yield* utc(tool)));
	if (!o.has('noout')) yield* writeOut(tool, o.get('out'), encodeFull(certificate));
	return 0;
}

function* showRequest(tool: Tool, o: Options): Sys<number> {
	const pem = yield* readFor(tool, o.get('in'), 'X509 request', 'Unable to load X509 request\n');
	const request = parseFull(pem, 'CERTIFICATE REQUEST');
	if (!request) throw new Exit(1, `Could not read X509 request from ${o.get('in') ?? '<stdin>'}\nUnable to load X509 request\n`);
	if (o.has('verify')) yield* tool.error('Certificate request self-signature verify OK\n');
	if (o.has('text')) yield* tool.put(requestText(request));
	if (o.has('subject')) yield* tool.put(`subject=${nameText(subjectOf(request))}\n`);
	if (o.has('pubkey')) yield* tool.put(encodePublic(publicKeyOf(request)));
	if (o.has('modulus')) yield* tool.put(`Modulus=${hex(modulus(publicKeyOf(request))).toUpperCase()}\n`);
	if (!o.has('noout')) yield* writeOut(tool, o.get('out'), encodeRequest(request));
	return 0;
}

function* loadCertificate(tool: Tool, path: string | undefined): Sys<Full> {
	const pem = yield* readFor(tool, path, 'certificate', 'Unable to load certificate\n');
	const certificate = parseFull(pem, 'CERTIFICATE');
	if (!certificate) throw new Exit(1, `Could not read certificate from ${path ?? '<stdin>'}\nUnable to load certificate\n`);
	return certificate;
}

export function* x509(tool: Tool, args: readonly string[]): Sys<number> {
	const shown = 'noout text subject issuer dates startdate enddate serial fingerprint pubkey modulus hash subject_hash issuer_hash email purpose';
	const o = parseOptions(
		tool,
		'x509',
		args,
		'in out days CA CAkey CAserial set_serial extfile extensions checkend checkhost checkip ext inform outform nameopt certopt signkey key passin',
		`${shown} req CAcreateserial sha1 sha256 sha384 sha512 md5 new copy_extensions`
	);
	if (o.has('req')) return yield* signRequest(tool, o);
	const c = yield* loadCertificate(tool, o.get('in'));
	const zone = yield* utc(tool);
	let status = 0;
	// What is asked for is shown in the order it was asked.
	for (const arg of args) {
		const name = arg.replace(/^-/, '');
		if (name === 'text') yield* tool.put(certificateText(c, zone));
		else if (name === 'subject') yield* tool.put(`subject=${nameText(subjectOf(c))}\n`);
		else if (name === 'issuer') yield* tool.put(`issuer=${issuerText(c)}\n`);
		else if (name === 'dates') yield* tool.put(`notBefore=${dateText(c.notBefore, zone)}\nnotAfter=${dateText(c.notAfter, zone)}\n`);
		else if (name === 'startdate') yield* tool.put(`notBefore=${dateText(c.notBefore, zone)}\n`);
		else if (name === 'enddate') yield* tool.put(`notAfter=${dateText(c.notAfter, zone)}\n`);
		else if (name === 'serial') yield* tool.put(`serial=${serialOf(c)}\n`);
		else if (name === 'fingerprint')
			yield* tool.put(`${o.has('sha256') ? 'sha256' : 'SHA1'} Fingerprint=${fingerprint(c, o.has('sha256') ? 'sha256' : 'sha1')}\n`);
		else if (name === 'pubkey') yield* tool.put(encodePublic(publicKeyOf(c)));
		else if (name === 'modulus') yield* tool.put(`Modulus=${hex(modulus(publicKeyOf(c))).toUpperCase()}\n`);
		else if (name === 'hash' || name === 'subject_hash')
			yield* tool.put(
				`${fingerprint({ ...c, issuer: '' }, 'sha1')
					.replaceAll(':', '')
					.slice(0, 8)
					.toLowerCase()}\n`
			);
		else if (name === 'ext') {
			if ((o.get('ext') ?? '').includes('subjectAltName') && c.names.length > 0)
				yield* tool.put(`X509v3 Subject Alternative Name: \n    ${altText(c.names)}\n`);
			else yield* tool.error('No extensions in certificate\n');
		} else if (name === 'checkend') {
			const good = (yield* clock()) / 1_000_000 + Number(o.get('checkend')) <= c.notAfter;
			yield* tool.put(good ? 'Certificate will not expire\n' : 'Certificate will expire\n');
			if (!good) status = 1;
		} else if (name === 'checkhost') {
			const host = o.get('checkhost') ?? '';
			const names = c.names.length > 0 ? c.names : [c.commonName];
			const good = names.some((one) => one === host || (one.startsWith('*.') && host.slice(host.indexOf('.')) === one.slice(1)));
			yield* tool.put(`Hostname ${host} does${good ? '' : ' NOT'} match certificate\n`);
		}
	}
	if (!o.has('noout')) yield* writeOut(tool, o.get('out'), encodeFull(c));
	return status;
}

function* signRequest(tool: Tool, o: Options): Sys<number> {
	const pem = yield* readFor(tool, o.get('in'), 'certificate request', 'Unable to load certificate request\n');
	const request = parseFull(pem, 'CERTIFICATE REQUEST');
	if (!request) throw new Exit(1, `Could not read certificate request from ${o.get('in') ?? '<stdin>'}\nUnable to load certificate request\n`);
	yield* tool.error(`Certificate request self-signature ok\nsubject=${nameText(subjectOf(request))}\n`);
	const own = o.get('signkey') ?? o.get('key');
	const ca = o.get('CA') === undefined ? undefined : yield* loadCertificate(tool, o.get('CA'));
	if (!ca && own === undefined) throw new Exit(1, 'x509: Error: a signing key is required (-signkey, or -CA and -CAkey)\n');
	const key = yield* loadKey(tool, ca ? (o.get('CAkey') ?? o.get('CA')) : own);
	if (ca && ca.publicKey && ca.publicKey.id !== publicOf(key).id) throw new Exit(1, 'CA certificate and CA private key do not match\n');
	let serial = (o.get('set_serial') ?? '').replace(/^0x/, '').toUpperCase();
	if (serial === '') {
		serial = hex(yield* random(20))
			.toUpperCase()
			.replace(/^[89A-F]/, '6');
		const file = o.get('CAserial') ?? `${(o.get('CA') ?? '').replace(/\.[^./]*$/, '')}.srl`;
		if (ca) yield* attempt(writeFile(file, `${serial}\n`));
	} else
		serial = BigInt(serial.length % 2 || /[A-F]/.test(serial) ? `0x${serial}` : serial)
			.toString(16)
			.toUpperCase()
			.padStart(2, '0');
	const names = o.has('extfile') ? yield* namesFor(o, o.get('extfile')) : o.has('copy_extensions') ? [...request.names] : [];
	const from = Math.floor((yield* clock()) / 1_000_000);
	const certificate = sign(request, { certificate: ca, key }, { from, seconds: Number(o.get('days') ?? 30) * day, serial, names, ca: false });
	if (o.has('text')) yield* tool.put(certificateText(certificate, yield* utc(tool)));
	if (!o.has('noout')) yield* writeOut(tool, o.get('out'), encodeFull(certificate));
	return 0;
}

export function* verify(tool: Tool, args: readonly string[]): Sys<number> {
	const o = parseOptions(tool, 'verify', args, 'CAfile CApath untrusted purpose verify_hostname', 'verbose x509_strict partial_chain show_chain no-CAfile');
	const many = function* (path: string | undefined): Sys<Full[]> {
		if (path === undefined) return [];
		const pem = yield* readFor(tool, path, 'certificates');
		return pem
			.split('-----END CERTIFICATE-----')
			.map((part) => parseFull(`${part}-----END CERTIFICATE-----\n`, 'CERTIFICATE'))
			.filter((one): one is Full => one !== undefined);
	};
	const bundle = o.get('CAfile') === undefined ? yield* attempt(readText('/etc/ssl/certs/ca-certificates.crt')) : '';
	const trusted =
		o.get('CAfile') === undefined ? (bundle instanceof Errno ? [] : yield* many('/etc/ssl/certs/ca-certificates.crt')) : yield* many(o.get('CAfile'));
	const between = yield* many(o.get('untrusted'));
	const now = (yield* clock()) / 1_000_000;
	let status = 0;
	for (const path of o.operands) {
		const c = yield* loadCertificate(tool, path);
		const wrong = problem(c, trusted, between, now);
		if (!wrong) {
			yield* tool.put(`${path}: OK\n`);
			continue;
		}
		yield* tool.flush();
		yield* tool.error(`${nameText(subjectOf(c))}\nerror ${wrong.code} at 0 depth lookup: ${wrong.text}\nerror ${path}: verification failed\n`);
		status = 2;
	}
	return status;
}
