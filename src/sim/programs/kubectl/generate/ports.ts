// "80:8080", "80:http": a service's port and target port.
import { goQuote } from '../../../values/index.ts';
import { Failure } from '../failure.ts';

function portNumber(text: string): number {
	if (!/^[0-9]+$/.test(text)) throw new Failure(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`);
	if (Number(text) > 65535) throw new Failure(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`);
	return Number(text);
}
/** What is wrong with a port's name. */
function portNameErrors(name: string): string[] {
	const errors: string[] = [];
	if (name.length > 15) errors.push('must be no more than 15 characters');
	if (!/^[-a-z0-9]+$/.test(name)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
	if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)');
	if (name.includes('--')) errors.push('must not contain consecutive hyphens');
	if (name !== '' && (name.startsWith('-') || name.endsWith('-'))) errors.push('must not begin or end with a hyphen');
	return errors;
}
/** Port and target of "port[:target]". */
export function parsePorts(source: string): { port: number; targetPort: number | string } {
	const [first = '', second] = source.split(':');
	const port = portNumber(first);
	if (second === undefined) return { port, targetPort: port };
	if (!/^[+-]?[0-9]+$/.test(second)) {
		const errors = portNameErrors(second);
		if (errors.length > 0) throw new Failure(errors.join(','));
		return { port, targetPort: second };
	}
	const target = Number(second);
	if (target < 1 || target > 65535) throw new Failure('must be between 1 and 65535, inclusive');
	return { port, targetPort: target };
}
