// Password files of a registry with `auth: htpasswd`, and the program that writes them (apache2-utils, the httpd image).
// FIDELITY: the hash looks like bcrypt's and depends on password, salt and cost, but is made of SHA-256; only -B entries are accepted, as by
// the real registry.
import { Errno, type Sys } from '../../engine/index.ts';
import { print, printError, random, readText, writeFile, type Context, type Program } from '../../kernel/index.ts';
import { base64, sha256Bytes } from '../../values/index.ts';

const saltLength = 22;
const letters = (bytes: Uint8Array, length: number): string => base64(bytes).replaceAll('+', '.').replaceAll('=', '').slice(0, length);

/** "$2y$05$<salt><hash>". */
function hashPassword(password: string, salt: string, cost = 5): string {
	const head = `$2y$${String(cost).padStart(2, '0')}$${salt}`;
	return head + letters(sha256Bytes(head + '\0' + password), 31);
}

/** Whether a password file lets this user in. */
export function accepts(file: string, user: string, password: string): boolean {
	for (const line of file.split('\n')) {
		const at = line.indexOf(':');
		if (at < 0 || line.slice(0, at) !== user) continue;
		const match = /^\$2[aby]\$(\d\d)\$(.{22})(.{31})$/.exec(line.slice(at + 1).trim());
		return (
			match !== null &&
			hashPassword(password, match[2] ?? '', Number(match[1])) ===
				line
					.slice(at + 1)
					.trim()
					.replace(/^\$2[ab]/, '$2y')
		);
	}
	return false;
}

const usage =
	'Usage:\n\thtpasswd [-cimB25dpsDv] [-C cost] [-r rounds] passwordfile username\n\thtpasswd -b[cmB25dpsDv] [-C cost] [-r rounds] passwordfile username password\n\n\thtpasswd -n[imB25dps] [-C cost] [-r rounds] username\n\thtpasswd -nb[mB25dps] [-C cost] [-r rounds] username password\n';

function* main(context: Context): Sys<number> {
	const args = context.argv.slice(1);
	const flags = args.filter((a) => a.startsWith('-')).join('');
	const words = args.filter((a) => !a.startsWith('-'));
	const toStdout = flags.includes('n');
	const [file, user, password] = toStdout ? [undefined, words[0], words[1]] : words;
	if (user === undefined || password === undefined || !flags.includes('b')) {
		yield* printError(usage);
		return 2;
	}
	const line = `${user}:${hashPassword(password, letters(yield* random(17), saltLength))}\n`;
	if (file === undefined) {
		yield* print(line + '\n');
		return 0;
	}
	let before = '';
	if (!flags.includes('c')) {
		try {
			before = yield* readText(file);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			yield* printError(`htpasswd: cannot modify file ${file}; use '-c' to create it\n`);
			return 1;
		}
	}
	const had = before.split('\n').some((l) => l.startsWith(user + ':'));
	yield* writeFile(
		file,
		before
			.split('\n')
			.filter((l) => l !== '' && !l.startsWith(user + ':'))
			.map((l) => l + '\n')
			.join('') + line,
		0o644
	);
	yield* printError(`${had ? 'Updating' : 'Adding'} password for user ${user}\n`);
	return 0;
}

export const htpasswd: Program = { name: 'htpasswd', main };
