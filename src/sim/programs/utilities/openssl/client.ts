// openssl s_client: the handshake with a server, what it showed, and then a plain conversation until the input ends.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { close, connect, getaddrinfo, readAll, recv, write } from '../../../kernel/index.ts';
import { parseOptions } from '../openssl.ts';
import { handshake } from '../lib/tls.ts';
import { attempt, Exit, type Tool } from '../lib/tool.ts';
import { dateText, encodeFull, issuerText, nameText, subjectOf, type Full } from './certificates.ts';
import { timeZone } from '../lib/dates.ts';

const thread = '40D7A1B2C37F0000';
const codes: Readonly<Record<string, number>> = {
	'self-signed certificate': 18,
	'self-signed certificate in certificate chain': 19,
	'unable to get local issuer certificate': 20,
	'certificate has expired': 10
};

export function* client(tool: Tool, args: readonly string[]): Sys<number> {
	const o = parseOptions(
		tool,
		's_client',
		args,
		'connect host port servername CAfile cert key verify starttls alpn cipher',
		'showcerts brief quiet ign_eof tls1_2 tls1_3 no_ign_eof debug state verify_return_error prexit msg'
	);
	const target = o.get('connect') ?? o.operands[0] ?? 'localhost:4433';
	const at = target.lastIndexOf(':');
	const [host, port] = at < 0 ? [target, 4433] : [target.slice(0, at).replace(/^\[|\]$/g, ''), Number(target.slice(at + 1))];
	const addresses = yield* attempt(getaddrinfo(host));
	const address = addresses instanceof Errno ? undefined : addresses[0];
	if (addresses instanceof Errno || address === undefined)
		throw new Exit(
			1,
			`${thread}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:738:Name or service not known\nconnect:errno=22\n`
		);
	const fd = yield* attempt(connect({ net: 'tcp', host: address, port }, 30_000_000));
	if (fd instanceof Errno)
		throw new Exit(
			1,
			`${thread}:error:8000006F:system library:BIO_connect:${fd.message}:../crypto/bio/bio_sock2.c:117:calling connect()\n${thread}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:\nconnect:errno=${fd.code === 'ECONNREFUSED' ? 111 : fd.code === 'ETIMEDOUT' ? 110 : 113}\n`
		);
	yield* tool.put('CONNECTED(00000003)\n');
	const answer = yield* attempt(handshake(fd, o.get('servername') ?? host, {}));
	if (answer instanceof Errno || 'notTls' in answer) {
		yield* tool.put(
			'---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\nSSL handshake has read 5 bytes and written 293 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\nSecure Renegotiation IS NOT supported\nCompression: NONE\nExpansion: NONE\nNo ALPN negotiated\nEarly data was not sent\nVerify return code: 0 (ok)\n---\n'
		);
		yield* tool.error(`${thread}:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:\n`);
		yield* close(fd);
		return 1;
	}
	const chain: readonly Full[] = answer.chain;
	const code = answer.problem === undefined ? 0 : (codes[answer.problem] ?? 0);
	const zone = yield* timeZone({ ...tool.env, TZ: 'UTC' });
	yield* tool.flush();
	for (const [i, one] of [...chain.entries()].reverse())
		yield* tool.error(
			`depth=${i} ${nameText(subjectOf(one))}\n${i === 0 && code !== 0 ? `verify error:num=${code}:${answer.problem}\n` : ''}verify return:1\n`
		);
	const leaf = chain[0];
	const verdict = `Verify return code: ${code} (${answer.problem ?? 'ok'})`;
	yield* tool.put('---\nCertificate chain\n');
	for (const [i, one] of chain.entries())
		yield* tool.put(
			` ${i} s:${nameText(subjectOf(one))}\n   i:${issuerText(one)}\n   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256\n   v:NotBefore: ${dateText(one.notBefore, zone)}; NotAfter: ${dateText(one.notAfter, zone)}\n${o.has('showcerts') ? encodeFull(one) : ''}`
		);
	if (leaf)
		yield* tool.put(`---\nServer certificate\n${o.has('showcerts') ? '' : encodeFull(leaf)}subject=${nameText(subjectOf(leaf))}\nissuer=${issuerText(leaf)}\n`);
	yield* tool.put(
		`---\nNo client certificate CA names sent\nPeer signing digest: SHA256\nPeer signature type: RSA-PSS\nServer Temp Key: X25519, 253 bits\n---\nSSL handshake has read 1420 bytes and written 397 bytes\n${code === 0 ? 'Verification: OK' : `Verification error: ${answer.problem}`}\n---\nNew, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nServer public key is 2048 bit\nSecure Renegotiation IS NOT supported\nCompression: NONE\nExpansion: NONE\nNo ALPN negotiated\nEarly data was not sent\n${verdict}\n---\n`
	);
	yield* tool.flush();
	const input = yield* readAll(0);
	if (input.length > 0) {
		const sent = yield* attempt(write(fd, input));
		for (;;) {
			if (sent instanceof Errno) break;
			const got = yield* attempt(recv(fd, { timeoutUs: 2_000_000 }));
			if (got instanceof Errno || got === null) break;
			if (got.kind === 'bytes') yield* tool.putBytes(got.data);
			else if (got.kind === 'response') {
				const body = typeof got.body === 'string' ? got.body : got.body instanceof Uint8Array ? '' : got.body ? JSON.stringify(got.body.json) : '';
				yield* tool.put(
					`HTTP/1.1 ${got.status} ${got.reason ?? 'OK'}\r\n${Object.entries(got.headers)
						.map(([name, value]) => `${name}: ${value}\r\n`)
						.join('')}\r\n${body}`
				);
				if (got.body instanceof Uint8Array) yield* tool.putBytes(got.body);
				break;
			} else break;
		}
	}
	yield* close(fd);
	yield* tool.put('DONE\n');
	return 0;
}
