// mount, umount and mountpoint (util-linux 2.38), over the kernel's mount calls. Leaves out fstab and loop devices.
import { Errno, type Sys } from '../../engine/sys.ts';
import { ids, mount as mountCall, readText, stat, statfs, umount as umountCall } from '../../kernel/index.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { joinPath } from './lib/paths.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

export const mount = utility('mount', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'aBfhil:L:MnNo:O:rRsT:t:U:vVw',
		long: [
			'all=a',
			'bind=B',
			'rbind=R',
			'move=M',
			'options:=o',
			'read-only=r',
			'types:=t',
			'verbose=v',
			'make-private=private',
			'make-rprivate=rprivate',
			'make-shared=shared',
			'make-rshared=rshared',
			'source:=source',
			'target:=target',
			'mkdir::=mkdir'
		]
	});
	const table = yield* readText('/proc/self/mounts');
	if (options.operands.length === 0) {
		const type = options.get('t');
		for (const line of table.split('\n')) {
			const [source = '', target = '', kind = '', flags = ''] = line.split(' ');
			if (line !== '' && (type === undefined || type === kind)) yield* tool.put(`${source} on ${target} type ${kind} (${flags})\n`);
		}
		return 0;
	}
	const [source = '', target] = options.operands;
	const flags = (options.get('o') ?? '').split(',').filter((flag) => flag !== '');
	const bind = options.has('B') || options.has('R') || flags.includes('bind') || flags.includes('rbind');
	const type = bind ? 'bind' : options.get('t');
	if (target === undefined) {
		if (options.has('private') || options.has('rprivate') || options.has('shared') || options.has('rshared')) return 0;
		yield* tool.error(tool.busybox ? `mount: can't find ${source} in /etc/fstab\n` : `mount: ${source}: can't find in /etc/fstab.\n`);
		return 1;
	}
	const kinds = ['overlay', 'bind', 'tmpfs', 'proc', 'sysfs', 'cgroup2', 'devpts', 'devtmpfs', 'mqueue'] as const;
	const kind = kinds.find((one) => one === type);
	const value = (name: string): string | undefined => flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1);
	const fail = function* (why: string): Sys<number> {
		yield* tool.error(
			tool.busybox
				? `mount: mounting ${source} on ${target} failed: ${why}\n`
				: `mount: ${target}: ${why}.\n${why.startsWith('special') || why.startsWith('unknown') ? '' : '       dmesg(1) may have more information after failed mount system call.\n'}`
		);
		return 32;
	};
	if (!(yield* ids()).capabilities.includes('SYS_ADMIN'))
		return tool.busybox ? tool.die('permission denied (are you root?)') : yield* fail('permission denied');
	if ((yield* attempt(stat(target))) instanceof Errno) return yield* fail(tool.busybox ? 'No such file or directory' : 'mount point does not exist');
	if (!kind) return yield* fail(type === undefined ? `special device ${source} does not exist` : `unknown filesystem type '${type}'`);
	if (bind && (yield* attempt(stat(source))) instanceof Errno)
		return yield* fail(tool.busybox ? 'No such file or directory' : `special device ${source} does not exist`);
	const size = /^(\d+)([kmgKMG]?)$/.exec(value('size') ?? '');
	const bytes = size ? Number(size[1]) * ({ k: 1024, m: 1 << 20, g: 1 << 30 }[(size[2] ?? '').toLowerCase()] ?? 1) : undefined;
	const failed = yield* attempt(
		mountCall(target, {
			type: kind,
			source,
			readonly: options.has('r') || flags.includes('ro'),
			...(value('lowerdir') && { lower: (value('lowerdir') ?? '').split(':') }),
			...(value('upperdir') && { upper: value('upperdir') as string }),
			...(value('workdir') && { work: value('workdir') as string }),
			...(bytes !== undefined && { size: bytes }),
			...(value('mode') && { mode: parseInt(value('mode') ?? '0', 8) })
		})
	);
	return failed instanceof Errno
		? yield* fail(failed.code === 'EPERM' ? 'permission denied' : failed.code === 'EBUSY' ? `${source} already mounted on ${target}` : failed.message)
		: 0;
});

export const umount = utility('umount', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'aflnrRt:vdO:q', long: ['lazy=l', 'force=f', 'recursive=R', 'all=a', 'verbose=v', 'types:=t'] });
	if (options.operands.length === 0) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage('bad usage', 1);
	}
	let status = 0;
	for (const path of options.operands) {
		const failed = yield* attempt(umountCall(path, options.has('l')));
		if (!(failed instanceof Errno)) continue;
		status = 32;
		const why =
			failed.code === 'EINVAL'
				? 'not mounted'
				: failed.code === 'ENOENT'
					? 'no mount point specified'
					: failed.code === 'EBUSY'
						? 'target is busy'
						: failed.code === 'EPERM'
							? 'must be superuser to unmount'
							: failed.message;
		yield* tool.error(tool.busybox ? `umount: can't unmount ${path}: ${failed.message}\n` : `umount: ${path}: ${why}.\n`);
		if (tool.busybox) status = 1;
	}
	return status;
});

export const mountpoint = utility('mountpoint', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'dqx', long: ['fs-devno=d', 'quiet=q', 'nofollow'] });
	const path = options.operands[0] ?? '';
	const info = yield* attempt(statfs(path));
	if (info instanceof Errno) {
		if (!options.has('q')) yield* tool.error(`mountpoint: ${path}: ${info.message}\n`);
		return 1;
	}
	const [here, above] = [yield* stat(path), yield* stat(joinPath(path, '..'))];
	const is = here.type === 'dir' && (here.dev !== above.dev || here.ino === above.ino);
	if (!options.has('q')) yield* tool.put(`${path} is ${is ? '' : 'not '}a mountpoint\n`);
	return is ? 0 : tool.busybox ? 1 : 32;
});
