// -v: the short volume syntax, as compose's loader.ParseVolume reads it.
import { Failure } from '../failure.ts';

export interface VolumeSpec {
	source: string;
	target: string;
	type: 'bind' | 'volume';
}

const isLetter = (text: string): boolean => /^\p{L}$/u.test(text);

function isFilePath(source: string): boolean {
	if (/^[./~]/.test(source)) return true;
	if (source.length === 1) return false;
	return source.startsWith('\\\\') || (isLetter(source.charAt(0)) && source.charAt(1) === ':');
}

/** Takes a spec apart. Throws Failure: "invalid empty volume spec", "invalid spec: …: empty section between colons", "… too many colons". */
export function parseVolume(spec: string): VolumeSpec {
	const volume: VolumeSpec = { source: '', target: '', type: 'volume' };
	if (spec === '') throw new Failure('invalid empty volume spec');
	if (spec.length <= 2) return { ...volume, target: spec };
	let options = false;
	let buffer = '';
	for (let i = 0; i <= spec.length; i++) {
		const end = i === spec.length;
		const char = spec.charAt(i);
		if (!end && (char !== ':' || (buffer.length === 1 && isLetter(buffer)))) {
			buffer += char;
			continue;
		}
		if (buffer === '') throw new Failure(`invalid spec: ${spec}: empty section between colons`);
		if (volume.source === '' && end) volume.target = buffer;
		else if (volume.source === '') volume.source = buffer;
		else if (volume.target === '') volume.target = buffer;
		else if (!end) throw new Failure(`invalid spec: ${spec}: too many colons`);
		else options = true;
		buffer = '';
	}
	if (options || volume.source !== '') volume.type = isFilePath(volume.source) ? 'bind' : 'volume';
	return volume;
}
