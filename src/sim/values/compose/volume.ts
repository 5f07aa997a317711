// The short form of a service's volume: "data:/var/lib/data:ro", "./src:/app", "/cache". Models compose-go's format.ParseVolume.
// Leaves out nothing: Windows drives are told from separators as there. Invariant: options that are not known are ignored, as there.
import { utf8Length } from '../bytes.ts';
import { ComposeError, type ServiceVolumeConfig } from './project.ts';

const propagations = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'];

const isDrive = (buffer: string, char: string): boolean => char === ':' && /^\p{L}$/u.test(buffer);

/** The sections between colons, but for the colon of a drive. */
function sections(spec: string): string[] {
	const out: string[] = [];
	let buffer = '';
	for (const char of spec) {
		if (char !== ':' || isDrive(buffer, char)) buffer += char;
		else {
			out.push(buffer);
			buffer = '';
		}
	}
	return [...out, buffer];
}

/** Whether a source is a path, and the mount a bind. */
function isFilePath(source: string): boolean {
	if (/^[./~]/.test(source) || source.startsWith('\\\\')) return true;
	const [first = '', second = ''] = source;
	return isDrive(first, second);
}

/** Throws `ComposeError`. */
export function parseVolume(spec: string): ServiceVolumeConfig {
	if (spec === '') throw new ComposeError('invalid empty volume spec');
	if (utf8Length(spec) <= 2) return { type: 'volume', target: spec };
	const parts = sections(spec);
	const bad = (why: string): ComposeError => new ComposeError(`invalid spec: ${spec}: ${why}`);
	if (parts.length === 1) return { type: 'volume', target: spec, volume: {} };
	const [source = '', target = '', options] = parts;
	for (const part of parts.slice(0, 3)) if (part === '') throw bad('empty section between colons');
	if (parts.length > 3) throw bad('too many colons');
	let readOnly = false;
	let noCopy = false;
	let bind: { selinux?: string; propagation?: string } | undefined;
	for (const option of options?.split(',') ?? []) {
		if (option === 'ro' || option === 'rw') readOnly = option === 'ro';
		else if (option === 'nocopy') noCopy = true;
		else if (propagations.includes(option)) bind = { ...bind, propagation: option };
		else if (option === 'z' || option === 'Z') bind = { ...bind, selinux: option };
	}
	const path = isFilePath(source);
	return {
		type: path ? 'bind' : 'volume',
		source,
		target,
		...(readOnly ? { read_only: true } : {}),
		...(path || bind ? { bind: { ...bind, ...(path ? { create_host_path: true } : {}) } } : {}),
		...(!path || noCopy ? { volume: noCopy ? { nocopy: true } : {} } : {})
	};
}
