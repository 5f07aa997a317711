// kubectl cp: files to and from containers, as tar archives over exec.
import { Errno, type Sys } from '../../../engine/index.ts';
import { lstat, mkdirAll, readdir, readFile, readlink, stat, writeFile } from '../../../kernel/index.ts';
import { concat, goQuote } from '../../../values/index.ts';
import { block, padding, paxRecords, readHeader, writeHeader } from '../../utilities/archive/ustar.ts';
import { build, strict } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { podArguments } from '../complete-resources.ts';
import { str } from '../dig.ts';
import { Failure } from '../failure.ts';
import { cpHelp } from '../help/cp.ts';
import { allContainerNames, defaultContainer, findContainer } from '../pods.ts';
import { err, out, type Session } from '../session.ts';
import { execStreams, type StreamTarget } from '../streams.ts';
import { command } from '../tree.ts';

interface Spec {
	readonly namespace: string;
	readonly pod: string;
	readonly file: string;
}
function specOf(word: string): Spec {
	const format = new Failure('filespec must match the canonical format: [[namespace/]pod:]file/path');
	const colon = word.indexOf(':');
	if (colon === 0) throw format;
	if (colon < 0) return { namespace: '', pod: '', file: word };
	const pieces = word.slice(0, colon).split('/');
	const file = word.slice(colon + 1);
	if (pieces.length > 2) throw format;
	return pieces.length === 2 ? { namespace: pieces[0] ?? '', pod: pieces[1] ?? '', file } : { namespace: '', pod: pieces[0] ?? '', file };
}
/** The path without "." and ".." where they can be resolved. */
function clean(path: string): string {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '' || part === '.') continue;
		if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
		else if (part !== '..' || !path.startsWith('/')) parts.push(part);
	}
	const joined = parts.join('/');
	return path.startsWith('/') ? `/${joined}` : joined === '' ? '.' : joined;
}
const base = (path: string): string => clean(path).replace(/^.*\//, '');
const directory = (path: string): string => {
	const slash = clean(path).lastIndexOf('/');
	return slash < 0 ? '.' : slash === 0 ? '/' : clean(path).slice(0, slash);
};
function* targetOf(s: Session, spec: Spec, stdin: boolean, quiet: boolean, tell = err): Sys<StreamTarget> {
	const namespace = spec.namespace || (yield* namespaceOf(s)).namespace;
	const infos = strict(yield* build(s, { args: ['pods', spec.pod], fetch: true }));
	const pod = infos[0]?.object ?? {};
	const phase = str(pod, 'status', 'phase');
	if (phase === 'Succeeded' || phase === 'Failed') throw new Failure(`cannot exec into a container in a completed pod; current phase is ${phase}`);
	let container = s.str('container');
	if (container === '') container = yield* defaultContainer(pod, '', quiet, tell);
	else if (!findContainer(pod, container)) throw new Failure(`container ${container} is not valid for pod ${spec.pod} out of: ${allContainerNames(pod)}`);
	return { namespace, pod: spec.pod, container, stdin, tty: false, quiet };
}

function* archive(path: string, name: string, into: Uint8Array[]): Sys<void> {
	const info = yield* lstat(path);
	const entry = {
		name,
		mode: info.mode & 0o7777,
		uid: info.uid,
		gid: info.gid,
		size: 0,
		mtime: Math.floor(info.mtime / 1_000_000),
		link: '',
		user: '',
		group: ''
	};
	if (info.type === 'dir') {
		const entries = yield* readdir(path);
		if (entries.length === 0) into.push(writeHeader({ ...entry, type: 'dir' }));
		for (const one of entries) yield* archive(`${path}/${one.name}`, `${name}/${one.name}`, into);
	} else if (info.type === 'symlink') into.push(writeHeader({ ...entry, type: 'symlink', link: yield* readlink(path) }));
	else {
		const data = yield* readFile(path);
		into.push(writeHeader({ ...entry, type: 'file', size: data.length }), data, ...(data.length % block === 0 ? [] : [padding(data.length)]));
	}
}
function* toPod(s: Session, source: Spec, target: Spec): Sys<void> {
	try {
		yield* stat(source.file);
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`${source.file} doesn't exist in local filesystem`);
		throw error;
	}
	let file = target.file;
	try {
		yield* execStreams(s, yield* targetOf(s, target, false, true), ['test', '-d', file], {
			stdout: function* () {
				/* not shown */
			}
		});
		file = `${file.replace(/\/+$/, '')}/${base(source.file)}`;
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
	}
	const parts: Uint8Array[] = [];
	yield* archive(clean(source.file), base(file), parts);
	parts.push(new Uint8Array(2 * block));
	const whole = concat(parts);
	let at = 0;
	const options = s.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : [];
	yield* execStreams(s, yield* targetOf(s, target, true, false), ['tar', ...options, '-xmf', '-', '-C', directory(file)], {
		stdin: function* () {
			const piece = whole.subarray(at, at + 32_768);
			at += piece.length;
			return piece;
		}
	});
}

/** The entries of an archive, long names resolved. */
function* entries(bytes: Uint8Array): Generator<{ name: string; type: string; link: string; data: Uint8Array }, void> {
	let at = 0;
	let long: { name?: string; link?: string } = {};
	while (at + block <= bytes.length) {
		const header = readHeader(bytes.subarray(at, at + block));
		at += block;
		if ('end' in header) return;
		if ('bad' in header) throw new Failure('archive/tar: invalid tar header');
		const { entry, flag } = header;
		const data = bytes.subarray(at, at + entry.size);
		at += Math.ceil(entry.size / block) * block;
		const text = (): string => new TextDecoder().decode(data).replace(/\0.*$/, '');
		if (flag === 'L') long = { ...long, name: text() };
		else if (flag === 'K') long = { ...long, link: text() };
		else if (flag === 'x' || flag === 'g') {
			const { path, linkpath } = paxRecords(data);
			if (flag === 'x') long = { ...(path === undefined ? {} : { name: path }), ...(linkpath === undefined ? {} : { link: linkpath }) };
		} else {
			yield { name: long.name ?? entry.name, type: entry.type, link: long.link ?? entry.link, data };
			long = {};
		}
	}
}
/** Whether an archive has the two empty blocks that end it. */
function isWhole(archived: Uint8Array): boolean {
	const end = archived.subarray(-2 * block);
	return end.length === 2 * block && end.every((byte) => byte === 0);
}
/** What tar and kubectl's exec say in the pod comes on standard output; a failed tar that ended its archive did not fail. */
function* fromPod(s: Session, source: Spec, target: Spec): Sys<void> {
	const parts: Uint8Array[] = [];
	const from = yield* targetOf(s, source, false, false, out);
	let problem: unknown;
	try {
		yield* execStreams(s, from, ['tar', 'cf', '-', source.file], {
			stdout: function* (data) {
				parts.push(data);
			},
			stderr: 1
		});
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		problem = error;
	}
	const archived = concat(parts);
	if (problem !== undefined && !isWhole(archived)) throw problem;
	const prefix = clean(source.file.replace(/^\/+/, '')).replace(/^(\.\.\/)+|^\.\.?$/, '');
	let warned = false;
	for (const { name, type, link, data } of entries(archived)) {
		if (!name.startsWith(prefix)) throw new Failure('tar contents corrupted');
		const rest = clean(`/${name.slice(prefix.length)}`).slice(1);
		const file = rest === '' ? clean(target.file) : `${clean(target.file)}/${rest}`;
		yield* mkdirAll(directory(file), 0o755);
		if (type === 'dir') yield* mkdirAll(file, 0o755);
		else if (type === 'symlink') {
			yield* err(
				`warning: skipping symlink: ${goQuote(file)} -> ${goQuote(link)}${warned ? '' : ` (consider using "kubectl exec -n ${goQuote(source.namespace)} ${goQuote(source.pod)} -- tar cf - ${goQuote(source.file)} | tar xf -")`}\n`
			);
			warned = true;
		} else {
			try {
				yield* writeFile(file, data);
			} catch (error) {
				if (error instanceof Errno)
					throw new Failure(
						`open ${file}: ${error.code === 'EISDIR' ? 'is a directory' : error.code === 'EACCES' ? 'permission denied' : 'no such file or directory'}`
					);
				throw error;
			}
		}
	}
}

function* run(s: Session): Sys<number> {
	const [first, second] = s.args;
	if (first === undefined || second === undefined || s.args.length > 2) throw new Failure('source and destination are required');
	const [source, target] = [specOf(first), specOf(second)];
	if (source.pod !== '' && target.pod !== '') throw new Failure('one of src or dest must be a local file specification');
	if (source.file === '' || target.file === '') throw new Failure('filepath can not be empty');
	if (source.pod !== '') yield* fromPod(s, source, target);
	else if (target.pod !== '') yield* toPod(s, source, target);
	else throw new Failure('one of src or dest must be a remote file specification');
	return 0;
}
export const cp = command(cpHelp, { run, complete: podArguments });
