// Mount specifications: `-v` texts, `--mount` objects, `--volumes-from`; what is refused, and in which words (moby's volume/mounts).
import { Errno, type Sys } from '../engine/index.ts';
import { stat } from '../kernel/index.ts';
import type { MountPoint, MountSpec } from './api-types.ts';
import { badParameter, DockerError } from './errors.ts';

const propagations = ['private', 'rprivate', 'slave', 'rslave', 'shared', 'rshared'];
const kinds: readonly (readonly string[])[] = [['rw', 'ro'], ['z', 'Z'], propagations, ['nocopy'], ['consistent', 'cached', 'delegated']];

/** At most one word of each kind: access, label, propagation, copy, consistency. */
export function validMode(mode: string): boolean {
	if (mode === '') return true;
	const seen = new Set<number>();
	for (const word of mode.split(',')) {
		const kind = kinds.findIndex((words) => words.includes(word));
		if (kind < 0 || seen.has(kind)) return false;
		seen.add(kind);
	}
	return true;
}
const writable = (mode: string): boolean => !mode.split(',').includes('ro');
const propagationOf = (mode: string): string => mode.split(',').find((word) => propagations.includes(word)) ?? '';

/** path.Clean. */
export function cleanPath(path: string): string {
	const out: string[] = [];
	for (const part of path.split('/')) {
		if (part === '' || part === '.') continue;
		if (part === '..') out.pop();
		else out.push(part);
	}
	return (path.startsWith('/') ? '/' : '') + out.join('/') || (path.startsWith('/') ? '/' : '.');
}

/** Throws 400 `invalid mount config for type "…": …`. */
export function* checkMountSpec(spec: MountSpec, sourceMustExist: boolean): Sys<void> {
	const type = spec.Type ?? '';
	const fail = (why: string): never => {
		throw badParameter(`invalid mount config for type "${type}": ${why}`);
	};
	const target = spec.Target ?? '';
	const source = spec.Source ?? '';
	if (target === '') fail('field Target must not be empty');
	if (cleanPath(target) === '/') fail("invalid specification: destination can't be '/'");
	if (!target.startsWith('/')) fail(`invalid mount path: '${target}' mount path must be absolute`);
	if (type === 'bind') {
		if (source === '') fail('field Source must not be empty');
		const propagation = spec.BindOptions?.Propagation ?? '';
		if (propagation !== '' && !propagations.includes(propagation)) fail('invalid propagation mode: ' + propagation);
		if (spec.VolumeOptions) fail('field VolumeOptions must not be specified');
		if (!source.startsWith('/')) fail(`invalid mount path: '${source}' mount path must be absolute`);
		if (sourceMustExist && spec.BindOptions?.CreateMountpoint !== true && !(yield* exists(source))) fail('bind source path does not exist: ' + source);
	} else if (type === 'volume') {
		if (spec.BindOptions) fail('field BindOptions must not be specified');
		if (spec.VolumeOptions?.Subpath && source === '') fail('must not set Subpath when using anonymous volumes');
		if (spec.ReadOnly && source === '') fail('must not set ReadOnly mode when using anonymous volumes');
	} else if (type === 'tmpfs') {
		if (spec.BindOptions) fail('field BindOptions must not be specified');
		if (source !== '') fail('field Source must not be specified');
	} else fail('mount type unknown');
}

export function* exists(path: string): Sys<boolean> {
	try {
		yield* stat(path);
		return true;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}

const blank: MountPoint = {
	type: 'volume',
	name: '',
	source: '',
	destination: '',
	driver: '',
	mode: '',
	rw: true,
	propagation: '',
	copyData: false,
	anonymous: false,
	createSource: false
};

/** A mount of a checked specification. */
export function mountOf(spec: MountSpec): MountPoint {
	const common = { ...blank, destination: cleanPath(spec.Target ?? ''), rw: spec.ReadOnly !== true, spec };
	if (spec.Type === 'bind') {
		const propagation = spec.BindOptions?.Propagation || 'rprivate';
		return { ...common, type: 'bind', source: cleanPath(spec.Source ?? ''), propagation, createSource: spec.BindOptions?.CreateMountpoint === true };
	}
	if (spec.Type === 'tmpfs') {
		const { SizeBytes: size, Mode: mode } = spec.TmpfsOptions ?? {};
		const options = [...(spec.ReadOnly ? ['ro'] : []), ...(mode ? ['mode=' + mode.toString(8)] : []), ...(size ? ['size=' + size] : [])].join(',');
		return { ...common, type: 'tmpfs', tmpfsOptions: options };
	}
	return {
		...common,
		name: spec.Source ?? '',
		driver: spec.VolumeOptions?.DriverConfig?.Name ?? '',
		copyData: spec.VolumeOptions?.NoCopy !== true,
		anonymous: (spec.Source ?? '') === '',
		...(spec.VolumeOptions?.Subpath ? { subpath: spec.VolumeOptions.Subpath } : {})
	};
}

/** A `-v` text: [source:]target[:mode]. Throws 400. */
export function* parseBind(raw: string, volumeDriver: string): Sys<MountPoint> {
	const invalid = badParameter(`invalid volume specification: '${raw}'`);
	const parts = raw.split(':');
	if (parts[0] === '' || parts.length > 3) throw invalid;
	if (parts.length === 2 && validMode(parts[1] ?? '')) throw invalid;
	const source = parts.length === 1 ? '' : (parts[0] ?? '');
	const target = parts.length === 1 ? (parts[0] ?? '') : (parts[1] ?? '');
	const mode = parts[2] ?? '';
	if (!validMode(mode)) throw badParameter('invalid mode: ' + mode);
	const bind = source.startsWith('/');
	const propagation = propagationOf(mode);
	const nocopy = mode.split(',').includes('nocopy');
	const spec: MountSpec = {
		Type: bind ? 'bind' : 'volume',
		...(source === '' ? {} : { Source: source }),
		Target: target,
		...(writable(mode) ? {} : { ReadOnly: true }),
		...(propagation ? { BindOptions: { Propagation: propagation } } : {}),
		...(!bind && (nocopy || volumeDriver)
			? { VolumeOptions: { ...(nocopy ? { NoCopy: true } : {}), ...(volumeDriver ? { DriverConfig: { Name: volumeDriver } } : {}) } }
			: {})
	};
	try {
		yield* checkMountSpec(spec, false);
	} catch (error) {
		if (error instanceof DockerError) throw badParameter(`invalid volume specification: '${raw}': ${error.message}`);
		throw error;
	}
	const { spec: _, ...point } = mountOf(spec);
	return { ...point, mode, createSource: bind };
}

/** `--volumes-from`: the container and the mode. Throws 400. */
export function parseVolumesFrom(text: string): { id: string; mode: string } {
	if (text === '') throw badParameter('volumes-from specification cannot be an empty string');
	const at = text.indexOf(':');
	if (at < 0) return { id: text, mode: 'rw' };
	const mode = text.slice(at + 1);
	if (!validMode(mode) || propagationOf(mode) !== '' || mode.split(',').includes('nocopy')) throw badParameter('invalid mode: ' + mode);
	return { id: text.slice(0, at), mode: mode || 'rw' };
}
export const modeWritable = writable;
