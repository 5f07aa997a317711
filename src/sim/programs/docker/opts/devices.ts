// --device, --gpus, --device-read-bps and their kin.
import { parseInteger, ramInBytes, SizeError } from '../../../values/index.ts';
import { Failure } from '../failure.ts';
import { csvFields } from './csv.ts';
import { cut, pairs } from './cut.ts';

export interface DeviceMapping {
	readonly PathOnHost: string;
	readonly PathInContainer: string;
	readonly CgroupPermissions: string;
}
export interface DeviceRequest {
	Driver: string;
	Count: number;
	DeviceIDs: readonly string[] | null;
	Capabilities: readonly (readonly string[])[] | null;
	Options: Readonly<Record<string, string>> | null;
}
export interface Throttle {
	readonly Path: string;
	readonly Rate: number;
}
export interface Weight {
	readonly Path: string;
	readonly Weight: number;
}

const validMode = (mode: string): boolean => /^[rwm]+$/.test(mode) && new Set(mode).size === mode.length;

function cleanPath(path: string): string {
	const out: string[] = [];
	for (const part of path.split('/')) {
		if (part === '' || part === '.') continue;
		if (part === '..') out.pop();
		else out.push(part);
	}
	return (path.startsWith('/') ? '/' : '') + out.join('/') || '.';
}

/** host[:container][:mode]. */
export function parseDevice(text: string): DeviceMapping {
	const parts = text.split(':');
	const [host = '', second, third] = parts;
	if (parts.length > 3 || host === '') throw new Failure(`bad format for path: ${text}`);
	let path = host;
	let mode = 'rwm';
	if (third !== undefined) {
		if (!validMode(third)) throw new Failure(`bad mode specified: ${third}`);
		path = second ?? '';
		mode = third;
	} else if (second !== undefined) {
		if (validMode(second)) mode = second;
		else path = cleanPath(second);
	} else path = cleanPath(host);
	if (!path.startsWith('/')) throw new Failure(`${path} is not an absolute path`);
	const source = second === undefined || (third === undefined && validMode(second)) ? cleanPath(host) : host;
	return { PathOnHost: source, PathInContainer: path === '' ? source : path, CgroupPermissions: mode };
}

function gpuCount(text: string): number {
	if (text === 'all') return -1;
	const count = parseInteger(text);
	if (count === undefined) throw new Failure(`invalid count (${text}): value must be either "all" or an integer: invalid syntax`);
	return Number(count);
}

export function parseGpus(text: string): DeviceRequest {
	const request: DeviceRequest = { Driver: '', Count: 0, DeviceIDs: null, Capabilities: null, Options: null };
	const seen = new Set<string>();
	for (const field of csvFields(text)) {
		const [key, value, found] = cut(field, '=');
		if (seen.has(key)) throw new Failure(`gpu request key '${key}' can be specified only once`);
		seen.add(key);
		if (!found) {
			seen.add('count');
			request.Count = gpuCount(key);
		} else if (key === 'driver') request.Driver = value;
		else if (key === 'count') request.Count = gpuCount(value);
		else if (key === 'device') request.DeviceIDs = value.split(',');
		else if (key === 'capabilities') request.Capabilities = [[...value.split(','), 'gpu']];
		else if (key === 'options') request.Options = pairs(csvFields(value));
		else throw new Failure(`unexpected key '${key}' in '${field}'`);
	}
	if (!seen.has('count') && request.DeviceIDs === null) request.Count = 1;
	request.Options ??= {};
	request.Capabilities ??= [['gpu']];
	return request;
}

function devicePath(text: string): readonly [path: string, value: string] {
	const [path, value, found] = cut(text, ':');
	if (!found || path === '') throw new Failure(`bad format: ${text}`);
	if (!path.startsWith('/dev/')) throw new Failure(`bad format for device path: ${text}`);
	return [path, value];
}

export function parseThrottleBps(text: string): Throttle {
	const [Path, value] = devicePath(text);
	const bad = `invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`;
	try {
		const Rate = ramInBytes(value);
		if (Rate >= 0) return { Path, Rate };
	} catch (e) {
		if (!(e instanceof SizeError)) throw e;
	}
	throw new Failure(bad);
}

export function parseThrottleIops(text: string): Throttle {
	const [Path, value] = devicePath(text);
	if (!/^[0-9]+$/.test(value))
		throw new Failure(`invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`);
	return { Path, Rate: Number(value) };
}

export function parseWeight(text: string): Weight {
	const [Path, value] = devicePath(text);
	const weight = /^[0-9]+$/.test(value) ? Number(value) : -1;
	if (weight < 0 || weight > 65535 || (weight > 0 && (weight < 10 || weight > 1000))) throw new Failure(`invalid weight for device: ${text}`);
	return { Path, Weight: weight };
}
