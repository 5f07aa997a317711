// A package as a mirror has it and an installer unpacks it: facts of the distribution, and files whose programs are the simulator's own.
// FIDELITY: of a package's files only its programs, its shared library and its documentation are there, filled to the true installed size.
import { entriesOf, filler, link, program, type Node, type Tree } from '../../oci/index.ts';
import type { LayerEntry } from '../../kernel/index.ts';

export interface Package {
	readonly name: string;
	readonly version: string;
	/** Bytes of the archive. */
	readonly size: number;
	/** Bytes on disk. */
	readonly installed: number;
	readonly depends: readonly string[];
	readonly recommends: readonly string[];
	readonly summary: string;
	/** Debian: one per architecture may be installed ("name:amd64" in what dpkg says). */
	readonly multiArch: boolean;
	/** For all architectures. */
	readonly all: boolean;
}

/** Programs that a package brings: paths below /usr, a name after ">" when the simulator's program is called otherwise. */
const programsOf: Readonly<Record<string, string>> = {
	curl: 'bin/curl',
	wget: 'bin/wget',
	jq: 'bin/jq',
	vim: 'bin/vim>vi bin/vi',
	'vim-tiny': 'bin/vi',
	nano: 'bin/nano',
	less: 'bin/less',
	tree: 'bin/tree',
	procps: 'bin/ps bin/top bin/free bin/uptime bin/pgrep bin/pkill bin/watch bin/vmstat bin/pwdx',
	'procps-ng': 'bin/ps bin/top bin/free bin/uptime bin/pgrep bin/pkill bin/watch',
	psmisc: 'bin/killall bin/pstree bin/fuser',
	iproute2: 'bin/ip bin/ss',
	'iproute2-minimal': 'sbin/ip',
	'iputils-ping': 'bin/ping',
	'bind9-dnsutils': 'bin/dig bin/nslookup',
	'bind9-host': 'bin/host',
	'bind-tools': 'bin/dig bin/nslookup bin/host',
	'netcat-openbsd': 'bin/nc bin/netcat>nc',
	lsof: 'bin/lsof',
	zip: 'bin/zip',
	unzip: 'bin/unzip',
	file: 'bin/file',
	patch: 'bin/patch',
	bash: 'bin/bash',
	openssl: 'bin/openssl',
	git: 'bin/git',
	make: 'bin/make',
	'gettext-base': 'bin/envsubst',
	gettext: 'bin/envsubst',
	'redis-server': 'bin/redis-server',
	redis: 'bin/redis-server bin/redis-cli',
	'redis-tools': 'bin/redis-cli bin/redis-benchmark',
	'postgresql-client-15': 'bin/psql bin/pg_dump bin/pg_isready',
	'postgresql16-client': 'bin/psql bin/pg_dump bin/pg_isready',
	nginx: 'sbin/nginx',
	gosu: 'sbin/gosu',
	'su-exec': 'sbin/su-exec>gosu',
	'util-linux': 'bin/lsns bin/nsenter bin/unshare',
	sudo: 'bin/sudo',
	'python3-minimal': 'bin/python3>python',
	python3: 'bin/python3>python',
	'python3-pip': 'bin/pip3>pip',
	'py3-pip': 'bin/pip3>pip bin/pip',
	nodejs: 'bin/node',
	npm: 'bin/npm'
};

/** A package's files, as many bytes as it says. */
export function treeOf(one: Package): Tree {
	const tree: Record<string, Node> = {};
	const list = (programsOf[one.name] ?? '').split(' ').filter((path) => path !== '');
	const isLibrary = /^lib|-libs$|-dev$/.test(one.name);
	const doc = Math.min(4096, one.installed);
	let left = Math.max(0, one.installed - doc);
	for (const [i, item] of list.entries()) {
		const [path = '', name] = item.split('>');
		const size = i === 0 ? Math.max(20_000, Math.floor(left / 2)) : 20_000;
		left = Math.max(0, left - size);
		tree[`usr/${path}`] = program(name ?? path.slice(path.lastIndexOf('/') + 1), size);
	}
	if (isLibrary && left > 0) {
		tree[`usr/lib/${one.name}.so.0`] = filler(left);
		tree[`usr/lib/${one.name}.so`] = link(`${one.name}.so.0`);
	} else if (left > 0) tree[`usr/share/${one.name}/data`] = filler(left);
	if (doc > 0) tree[`usr/share/doc/${one.name}/copyright`] = filler(doc);
	return tree;
}
/** A package's files as a layer's entries. */
export const entriesOfPackage = (one: Package, mtime: number): LayerEntry[] => [...entriesOf(treeOf(one), mtime)];

/** Everything that `names` need, dependencies first, without what `have` says is there. Unknown names are given to `missing`. */
export function closure(
	names: readonly string[],
	find: (name: string) => Package | undefined,
	have: (name: string) => boolean,
	also: (one: Package) => readonly string[],
	missing: (name: string, by: string) => void
): Package[] {
	const out: Package[] = [];
	const seen = new Set<string>();
	const visit = (name: string, by: string): void => {
		if (seen.has(name) || have(name)) return;
		seen.add(name);
		const one = find(name);
		if (!one) return missing(name, by);
		for (const need of [...one.depends].sort()) visit(need, one.name);
		out.push(one);
		for (const need of also(one)) if (find(need)) visit(need, one.name);
	};
	for (const name of names) visit(name, '');
	return out;
}
