// The simulated npm registry's packages: facts of the registry, and for those that run here, a module of our own with the same door.
// Leaves out every package that is not plain JavaScript. Invariant: no line of the real packages is in here.
import { modules } from './npm-modules.ts';

export interface NpmPackage {
	readonly name: string;
	readonly version: string;
	/** Bytes unpacked. */
	readonly size: number;
	readonly dependencies: readonly string[];
	/** Path → text of what node loads; undefined: files of the right size and no code. */
	readonly files: Readonly<Record<string, string>> | undefined;
}

/** name|version|bytes|dependencies. */
const rows = `express|4.21.2|221228|accepts,body-parser,cookie,debug,send,qs
accepts|1.3.8|17104|mime-types,negotiator
negotiator|0.6.3|27375|
mime-types|2.1.35|18281|mime-db
mime-db|1.52.0|205539|
body-parser|1.20.3|60810|bytes,debug,qs
bytes|3.1.2|12134|
cookie|0.7.1|21330|
debug|2.6.9|60594|ms
ms|2.0.0|7022|
qs|6.13.0|281366|side-channel
side-channel|1.1.0|40260|
send|0.19.0|49894|ms
cors|2.8.5|20027|
dotenv|16.4.7|75508|
morgan|1.10.0|30508|debug
uuid|9.0.1|120000|
lodash|4.17.21|1412415|
axios|1.7.9|2150000|
redis|4.7.0|70000|
pg|8.13.1|85000|
mongoose|8.9.2|2100000|
nodemon|3.1.9|220000|
jest|29.7.0|5006|
typescript|5.7.2|22600000|
chalk|4.1.2|41000|
helmet|8.0.0|108000|
winston|3.17.0|270000|
socket.io|4.8.1|1400000|
jsonwebtoken|9.0.2|43000|
bcryptjs|2.4.3|170000|
react|18.3.1|318000|
react-dom|18.3.1|4500000|
vite|5.4.11|3300000|
next|14.2.20|92000000|`;

export function npmPackage(name: string): NpmPackage | undefined {
	const row = rows.split('\n').find((line) => line.startsWith(name + '|'));
	if (row === undefined) return undefined;
	const [, version = '', size = '0', dependencies = ''] = row.split('|');
	return { name, version, size: Number(size), dependencies: dependencies.split(',').filter((one) => one !== ''), files: modules[name] };
}
