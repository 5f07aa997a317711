// The text tools and utilities of the machine: one row each. Delete a row and the shell says "command not found".
import type { ProgramRow } from '../../kernel/index.ts';
import type { Utility } from './lib/tool.ts';

type Row = Omit<ProgramRow, 'code'> & { readonly code: () => Promise<Utility> };

const utilities: readonly Row[] = [
	{ name: 'arch', code: () => import('./identity.ts').then((m) => m.arch) },
	{ name: 'basename', code: () => import('./names.ts').then((m) => m.basename) },
	{ name: 'cat', code: () => import('./cat.ts').then((m) => m.cat), size: 44_016 },
	{ name: 'chgrp', code: () => import('./chmod.ts').then((m) => m.chgrp) },
	{ name: 'chmod', code: () => import('./chmod.ts').then((m) => m.chmod) },
	{ name: 'chown', code: () => import('./chmod.ts').then((m) => m.chown) },
	{ name: 'cp', code: () => import('./cp.ts').then((m) => m.cp), size: 151_152 },
	{ name: 'cut', code: () => import('./cut.ts').then((m) => m.cut) },
	{ name: 'date', code: () => import('./date.ts').then((m) => m.date) },
	{ name: 'dir', code: () => import('./ls.ts').then((m) => m.ls) },
	{ name: 'dirname', code: () => import('./names.ts').then((m) => m.dirname) },
	{ name: 'awk', code: () => import('./awk.ts').then((m) => m.awk) },
	{ name: 'egrep', code: () => import('./grep.ts').then((m) => m.egrep) },
	{ name: 'fgrep', code: () => import('./grep.ts').then((m) => m.fgrep) },
	{ name: 'find', code: () => import('./find.ts').then((m) => m.find) },
	{ name: 'gawk', code: () => import('./awk.ts').then((m) => m.gawk) },
	{ name: 'grep', code: () => import('./grep.ts').then((m) => m.grep) },
	{ name: 'mawk', code: () => import('./awk.ts').then((m) => m.mawk) },
	{ name: 'sed', code: () => import('./sed.ts').then((m) => m.sed) },
	{ name: 'groups', code: () => import('./identity.ts').then((m) => m.groups) },
	{ name: 'head', code: () => import('./head.ts').then((m) => m.head) },
	{ name: 'hostname', code: () => import('./identity.ts').then((m) => m.hostname) },
	{ name: 'id', code: () => import('./identity.ts').then((m) => m.id) },
	{ name: 'link', code: () => import('./ln.ts').then((m) => m.link) },
	{ name: 'ln', code: () => import('./ln.ts').then((m) => m.ln) },
	{ name: 'logname', code: () => import('./identity.ts').then((m) => m.logname) },
	{ name: 'ls', code: () => import('./ls.ts').then((m) => m.ls), size: 151_344 },
	{ name: 'mkdir', code: () => import('./mkdir.ts').then((m) => m.mkdir) },
	{ name: 'mktemp', code: () => import('./names.ts').then((m) => m.mktemp) },
	{ name: 'mv', code: () => import('./cp.ts').then((m) => m.mv) },
	{ name: 'nproc', code: () => import('./identity.ts').then((m) => m.nproc) },
	{ name: 'ps', code: () => import('./ps.ts').then((m) => m.ps) },
	{ name: 'readlink', code: () => import('./names.ts').then((m) => m.readlink) },
	{ name: 'realpath', code: () => import('./names.ts').then((m) => m.realpath) },
	{ name: 'rm', code: () => import('./rm.ts').then((m) => m.rm) },
	{ name: 'rmdir', code: () => import('./mkdir.ts').then((m) => m.rmdir) },
	{ name: 'seq', code: () => import('./seq.ts').then((m) => m.seq) },
	{ name: 'sort', code: () => import('./sort.ts').then((m) => m.sort) },
	{ name: 'stat', code: () => import('./stat.ts').then((m) => m.stat) },
	{ name: 'tail', code: () => import('./tail.ts').then((m) => m.tail) },
	{ name: 'tee', code: () => import('./tee.ts').then((m) => m.tee) },
	{ name: 'touch', code: () => import('./ln.ts').then((m) => m.touch) },
	{ name: 'tr', code: () => import('./tr.ts').then((m) => m.tr) },
	{ name: 'truncate', code: () => import('./ln.ts').then((m) => m.truncate) },
	{ name: 'tty', code: () => import('./identity.ts').then((m) => m.tty) },
	{ name: 'uname', code: () => import('./identity.ts').then((m) => m.uname) },
	{ name: 'uniq', code: () => import('./uniq.ts').then((m) => m.uniq) },
	{ name: 'unlink', code: () => import('./ln.ts').then((m) => m.unlinkTool) },
	{ name: 'vdir', code: () => import('./ls.ts').then((m) => m.ls) },
	{ name: 'wc', code: () => import('./wc.ts').then((m) => m.wc) },
	{ name: 'tac', code: () => import('./text-small.ts').then((m) => m.tac) },
	{ name: 'rev', code: () => import('./text-small.ts').then((m) => m.rev) },
	{ name: 'nl', code: () => import('./text-small.ts').then((m) => m.nl) },
	{ name: 'fold', code: () => import('./text-small.ts').then((m) => m.fold) },
	{ name: 'expand', code: () => import('./text-small.ts').then((m) => m.expand) },
	{ name: 'unexpand', code: () => import('./text-small.ts').then((m) => m.unexpand) },
	{ name: 'paste', code: () => import('./text-small.ts').then((m) => m.paste) },
	{ name: 'comm', code: () => import('./text-small.ts').then((m) => m.comm) },
	{ name: 'yes', code: () => import('./text-small.ts').then((m) => m.yes) },
	{ name: 'fmt', code: () => import('./text-more.ts').then((m) => m.fmt) },
	{ name: 'join', code: () => import('./text-more.ts').then((m) => m.join) },
	{ name: 'split', code: () => import('./text-more.ts').then((m) => m.split) },
	{ name: 'shuf', code: () => import('./text-more.ts').then((m) => m.shuf) },
	{ name: 'column', code: () => import('./text-more.ts').then((m) => m.column) },
	{ name: 'expr', code: () => import('./expr.ts').then((m) => m.expr) },
	{ name: 'curl', code: () => import('./curl.ts').then((m) => m.curl), size: 260_328 },
	{ name: 'wget', code: () => import('./wget.ts').then((m) => m.wget) },
	{ name: 'nc', code: () => import('./nc.ts').then((m) => m.nc) },
	{ name: 'jq', code: () => import('./jq.ts').then((m) => m.jq), size: 31_000 },
	{ name: 'md5sum', code: () => import('./checksum.ts').then((m) => m.md5sum) },
	{ name: 'sha1sum', code: () => import('./checksum.ts').then((m) => m.sha1sum) },
	{ name: 'sha224sum', code: () => import('./checksum.ts').then((m) => m.sha224sum) },
	{ name: 'sha256sum', code: () => import('./checksum.ts').then((m) => m.sha256sum) },
	{ name: 'sha384sum', code: () => import('./checksum.ts').then((m) => m.sha384sum) },
	{ name: 'sha512sum', code: () => import('./checksum.ts').then((m) => m.sha512sum) },
	{ name: 'cksum', code: () => import('./checksum.ts').then((m) => m.cksum) },
	{ name: 'sum', code: () => import('./checksum.ts').then((m) => m.sum) },
	{ name: 'base64', code: () => import('./encode.ts').then((m) => m.base64) },
	{ name: 'base32', code: () => import('./encode.ts').then((m) => m.base32) },
	{ name: 'od', code: () => import('./encode.ts').then((m) => m.od) },
	{ name: 'xxd', code: () => import('./encode.ts').then((m) => m.xxd) },
	{ name: 'hexdump', code: () => import('./encode.ts').then((m) => m.hexdump) },
	{ name: 'hd', code: () => import('./encode.ts').then((m) => m.hexdump), paths: [] },
	{ name: 'df', code: () => import('./disk.ts').then((m) => m.df) },
	{ name: 'du', code: () => import('./disk.ts').then((m) => m.du) },
	{ name: 'ping', code: () => import('./ping.ts').then((m) => m.ping) },
	{ name: 'nslookup', code: () => import('./lookup.ts').then((m) => m.nslookup) },
	{ name: 'dig', code: () => import('./lookup.ts').then((m) => m.dig) },
	{ name: 'host', code: () => import('./lookup.ts').then((m) => m.host) },
	{ name: 'getent', code: () => import('./lookup.ts').then((m) => m.getent) },
	{ name: 'ip', code: () => import('./ip.ts').then((m) => m.ip), paths: ['/usr/bin/ip', '/usr/sbin/ip'] },
	{ name: 'ss', code: () => import('./ss.ts').then((m) => m.ss) },
	{ name: 'netstat', code: () => import('./ss.ts').then((m) => m.netstat) },
	{ name: 'route', code: () => import('./ss.ts').then((m) => m.route), paths: ['/usr/sbin/route'] },
	{ name: 'which', code: () => import('./names.ts').then((m) => m.which) },
	{ name: 'whoami', code: () => import('./identity.ts').then((m) => m.whoami) }
];

/** Programs of the shell's room that are applets too. */
const shellApplets = ['[', 'echo', 'env', 'false', 'kill', 'nohup', 'printf', 'pwd', 'sleep', 'test', 'timeout', 'true', 'xargs'];
const appletNames = [...utilities.map((row) => row.name), ...shellApplets, 'ash', 'sh'].filter((name) => !['dir', 'gawk', 'mawk', 'vdir', 'curl', 'jq', 'yq'].includes(name)).sort();

/** Applets: each a row of its own, on no disk; busybox becomes them. */
const applets: readonly ProgramRow[] = [
	...utilities.map((row) => ({ name: `busybox:${row.name}`, paths: [], code: () => Promise.all([import('./busybox.ts'), row.code()]).then(([m, code]) => m.applet(code)) })),
	...shellApplets.map((name) => ({
		name: `busybox:${name}`,
		paths: [],
		code: () =>
			Promise.all([import('./busybox.ts'), import('../sh/programs.ts')]).then(([m, shell]) => {
				const code = shell.shellPrograms.find((row) => row.name === name)?.code;
				if (code === undefined || typeof code === 'function' || !('run' in code)) throw new Error(`no applet ${name}`);
				return m.applet(code as Utility);
			})
	})),
	{ name: 'busybox', paths: [], code: () => import('./busybox.ts').then((m) => m.newBusybox(appletNames)), size: 808_712 },
	{ name: 'busybox-usage', paths: [], code: () => import('./help.ts').then((m) => m.busyboxUsage) },
	{ name: 'gnu-help', paths: [], code: () => import('./help.ts').then((m) => m.gnuHelp) }
];

export const utilityPrograms: readonly ProgramRow[] = [...utilities, ...applets];
