import { expect, test } from 'vitest';
import { errno, harness } from './harness.ts';
import { debianTree } from './base-debian.ts';
import { executableHead, programOf } from './executable.ts';
import { executableAt } from './exec.ts';
import { makeLayer } from './layer-id.ts';
import { diskUsage, readPath, removePath, writePath } from './outside.ts';
import { text, utf8 } from '../../values/bytes.ts';

const programs = [
	{ name: 'bash', path: '/bin/bash', size: 1_265_648 },
	{ name: 'ls', path: '/usr/bin/ls' },
	{ name: 'mount', path: '/sbin/mount', mode: 0o4755 }
];

test('the tree boots as a Debian machine: merged /usr, users, modes', () => {
	const { sys, read, kernel, process } = harness(debianTree(programs), 1e9);
	expect(sys('realpath', { path: '/bin/bash' })).toBe('/usr/bin/bash');
	const head = executableAt(kernel, process, '/bin/bash');
	expect([head.program, head.path, head.mode]).toEqual(['bash', '/usr/bin/bash', 0o755]);
	expect(executableAt(kernel, process, '/sbin/mount').mode).toBe(0o4755);
	expect(errno(() => executableAt(kernel, process, '/etc/passwd'))).toBe('EACCES');
	expect(errno(() => executableAt(kernel, process, '/etc'))).toBe('EACCES');
	expect(read('/etc/passwd').split('\n')[0]).toBe('root:x:0:0:root:/root:/bin/bash');
	expect(read('/etc/group')).toContain('\ndocker:x:109:debian\n');
	expect(read('/etc/os-release')).toContain('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"');
	expect(read('/etc/services')).toContain('\nhttps\t\t443/tcp\n');
	expect(read('/etc/mtab')).toContain('/dev/sda1 / ext4 rw,relatime');
	expect(sys('stat', { path: '/tmp', follow: true })).toMatchObject({ mode: 0o1777 });
	expect(sys('stat', { path: '/root', follow: true })).toMatchObject({ mode: 0o700 });
	expect(sys('stat', { path: '/home/debian/.bashrc', follow: true })).toMatchObject({ uid: 1000, gid: 1000 });
	expect(sys('stat', { path: '/etc/shadow', follow: true })).toMatchObject({ mode: 0o640, gid: 42 });
});

test('an executable names its program in its first 128 bytes', () => {
	const head = executableHead('kube-controller-manager');
	expect(head.length).toBeLessThanOrEqual(128);
	expect(programOf(head)).toBe('kube-controller-manager');
	expect(programOf(utf8('#!/bin/sh\n'))).toBe(undefined);
});

test('the same entries give the same layer, in any order', () => {
	const entries = debianTree(programs);
	const layer = makeLayer(entries, 1);
	expect(layer.id).toMatch(/^sha256:[0-9a-f]{64}$/);
	expect(makeLayer([...entries].reverse(), 2).id).toBe(layer.id);
	expect(makeLayer(entries.slice(1), 1).id).not.toBe(layer.id);
});

test('the world outside reads and writes files, also when the machine is off', () => {
	const h = harness(debianTree(programs), 1e9);
	writePath(h.kernel, '/srv/app/config.yaml', utf8('a: 1\n'));
	expect(h.read('/srv/app/config.yaml')).toBe('a: 1\n');
	expect(diskUsage(h.kernel, '/srv')).toEqual({ bytes: 3 * 4096, inodes: 3 });
	removePath(h.kernel, '/srv/app');
	expect(errno(() => readPath(h.kernel, '/srv/app/config.yaml'))).toBe('ENOENT');
	const before = structuredClone(h.kernel.state.vfs);
	const numbers = [h.kernel.engine.state.nextId, h.kernel.state.vfs.fileSystems.get(2049)?.nextIno];
	expect(text(readPath(h.kernel, '/etc/issue'))).toBe('Debian GNU/Linux 12 \\n \\l\n\n');
	expect([h.kernel.engine.state.nextId, h.kernel.state.vfs.fileSystems.get(2049)?.nextIno]).toEqual(numbers);
	h.kernel.state.vfs = before;
	h.kernel.state.vfs.tables.clear();
	h.kernel.state.vfs.mounts.clear();
	expect(text(readPath(h.kernel, '/etc/debian_version'))).toBe('12.10\n');
});
