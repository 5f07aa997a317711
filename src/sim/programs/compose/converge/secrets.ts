// Secrets from the environment and configs with content are copied into a container before it starts (pkg/compose/secrets.go).
import type { Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import type { FileReferenceConfig, ServiceConfig } from '../../../values/compose/index.ts';
import { goQuote, utf8 } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import { writeTar } from '../../docker/tar.ts';
import { change } from '../engine.ts';
import { targetOf } from './mounts.ts';
import type { Work } from './state.ts';

/** Copies what is not a bind. Throws Failure when a variable is not set, or the file system is read-only. */
export function* injectFiles(work: Pick<Work, 'engine' | 'project'>, service: ServiceConfig, id: string): Sys<void> {
	const { project } = work;
	const kinds = [
		{ kind: 'secret', references: service.secrets ?? [], objects: project.secrets, dir: '/run/secrets/' },
		{ kind: 'config', references: service.configs ?? [], objects: project.configs, dir: '/' }
	] as const;
	for (const { kind, references, objects, dir } of kinds)
		for (const reference of references) {
			const object = objects[reference.source ?? ''] ?? {};
			const { name = '', environment = '' } = object;
			let content = object.content ?? '';
			if (kind === 'secret' && environment === '') continue;
			if (environment !== '' && (kind === 'config' || content === '')) {
				const value = project.environment[environment];
				if (value === undefined) throw new Failure(`environment variable ${goQuote(environment)} required by ${kind} ${goQuote(name)} is not set`);
				content = value;
			}
			if (kind === 'config' && content === '') continue;
			if (service.read_only === true)
				throw new Failure(`cannot create ${kind} ${goQuote(name)} in read-only service ${service.name}: \`file\` is the sole supported option`);
			yield* copyIn(work, id, targetOf(reference, dir), content, reference);
		}
}

const idOf = (text: string): number => {
	if (text === '') return 0;
	if (!/^[+-]?\d+$/.test(text)) throw new Failure(`strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
	return Number(text);
};
function* copyIn(work: Pick<Work, 'engine'>, id: string, target: string, content: string, reference: FileReferenceConfig): Sys<void> {
	const { uid = '', gid = '', mode = 0o444 } = reference;
	const entry = {
		name: target,
		type: 'file' as const,
		mode,
		uid: idOf(uid),
		gid: idOf(gid),
		mtime: Math.floor((yield* clock()) / 1e6),
		data: utf8(content),
		target: ''
	};
	yield* change(work.engine, 'PUT', `/containers/${id}/archive`, {
		query: { path: '/', noOverwriteDirNonDir: 'true', copyUIDGID: uid !== '' || gid !== '' ? 'true' : undefined },
		headers: { 'Content-Type': 'application/x-tar' },
		body: writeTar([entry])
	});
}
