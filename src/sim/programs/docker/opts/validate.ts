// The validators of docker's opts package for list and map flags. Each answers the value to keep or throws Failure with the text
// that follows `invalid argument "…" for "…" flag: `.
import { goQuote } from '../../../values/index.ts';
import { Failure } from '../failure.ts';
import type { Check } from '../flags/flag.ts';
import { cut } from './cut.ts';
import { parseIp } from './ip.ts';

/** -e KEY takes the value from the caller's own environment, when it is set there. */
export const validateEnv: Check = (text, env) => {
	const [key, , found] = cut(text, '=');
	if (key === '') throw new Failure(`invalid environment variable: ${text}`);
	const value = found ? undefined : env[key];
	return value === undefined ? text : `${key}=${value}`;
};

export const validateLabel: Check = (text) => {
	const key = cut(text, '=')[0].replace(/^[ \t]+/, '');
	if (key === '') throw new Failure(`invalid label '${text}': empty name`);
	if (/[ \t]/.test(key)) throw new Failure(`label '${key}' contains whitespaces`);
	return text;
};

export const validateIp: Check = (text) => {
	const ip = parseIp(text.trim());
	if (ip === undefined) throw new Failure(`IP address is not correctly formatted: ${text}`);
	return ip;
};

export const validateDnsSearch: Check = (text) => {
	const domain = text.replace(/^ +| +$/g, '');
	if (domain === '.') return domain;
	const bare = /^(.*?)\.?\s*$/.exec(domain)?.[1] ?? '';
	const valid =
		/[a-zA-Z]/.test(domain) && bare.length < 255 && bare.split('.').every((label) => /^:?([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])$/.test(label));
	if (!valid) throw new Failure(`${domain} is not a valid domain`);
	return bare;
};

export const validateExtraHost: Check = (text) => {
	let [key, value, found] = cut(text, '=');
	if (!found) [key, value, found] = cut(text, ':');
	if (!found || key === '' || key.includes(':')) throw new Failure(`bad format for add-host: ${goQuote(text)}`);
	if (value !== 'host-gateway') {
		if (value.length > 2 && value.startsWith('[') && value.endsWith(']')) value = value.slice(1, -1);
		if (parseIp(value.trim()) === undefined) throw new Failure(`invalid IP address in add-host: ${goQuote(value)}`);
	}
	return `${key}:${value}`;
};

const sysctls = ['kernel.msgmax', 'kernel.msgmnb', 'kernel.msgmni', 'kernel.sem', 'kernel.shmall', 'kernel.shmmax', 'kernel.shmmni', 'kernel.shm_rmid_forced'];
export const validateSysctl: Check = (text) => {
	const [key, , found] = cut(text, '=');
	if (found && key !== '' && (sysctls.includes(key) || key.startsWith('net.') || key.startsWith('fs.mqueue.'))) return text;
	throw new Failure(`sysctl '${text}' is not allowed`);
};

export const validateLink: Check = (text) => {
	if (text === '') throw new Failure('empty string specified for links');
	if (text.split(':').length > 2) throw new Failure(`bad format for links: ${text}`);
	return text;
};

export const validateAttach: Check = (text) => {
	const stream = text.toLowerCase();
	if (!['stdin', 'stdout', 'stderr'].includes(stream)) throw new Failure('valid streams are STDIN, STDOUT and STDERR');
	return stream;
};

export const validateCgroupRule: Check = (text) => {
	if (!/^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(text)) throw new Failure(`invalid device cgroup format '${text}'`);
	return text;
};
