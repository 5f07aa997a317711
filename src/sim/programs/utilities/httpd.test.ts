// BusyBox's httpd on a bare machine, asked by curl.
import { expect, it } from 'vitest';
import type { Program } from '../../kernel/index.ts';
import { wholeShells } from '../sh/testdata/whole.ts';
import { Scene, shellWorld } from '../sh/testdata/scene.ts';
import { utilityPrograms } from './index.ts';

const wanted = ['busybox', 'busybox:httpd', 'busybox-usage', 'curl', 'mkdir', 'ps', 'grep', 'head', 'cat', 'ip'];

it('serves a directory from the background, redirects to folders and finds nothing outside its home', async () => {
	const rows = await Promise.all(
		utilityPrograms
			.filter((row) => wanted.includes(row.name))
			.map(async (row) => ({
				...row,
				...(row.name === 'busybox' ? { paths: ['/usr/bin/busybox'] } : {}),
				code: typeof row.code === 'function' ? ((await row.code()) as Program) : row.code
			}))
	);
	const scene = new Scene(shellWorld([...wholeShells, ...rows]), { argv: ['/usr/bin/bash', '--norc', '--noediting'] });
	scene.shown();
	const run = (line: string): string =>
		scene
			.type(`${line}\r`, 2_000_000)
			.replaceAll('\r', '')
			.replaceAll(/\x1b\[[?]2004[hl]/g, '')
			.split('\n')
			.slice(1, -1)
			.join('\n');
	run('ip link set lo up');
	run('mkdir -p /tmp/w/sub; echo hello > /tmp/w/index.html; echo inner > /tmp/w/sub/a.txt; echo secret > /tmp/secret');
	expect(run('busybox httpd -p 8080 -h /tmp/w; echo $?')).toBe('0');
	expect(run('curl -s localhost:8080/')).toBe('hello');
	expect(run('curl -s localhost:8080/sub/a.txt')).toBe('inner');
	expect(run('curl -s -o /dev/null -w "%{http_code} %{content_type} %{redirect_url}\\n" localhost:8080/sub')).toBe('302 text/html http://localhost:8080/sub/');
	expect(run('curl -s -w "%{http_code}\\n" localhost:8080/none')).toBe(
		'<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n404'
	);
	expect(run('curl -s --path-as-is -o /dev/null -w "%{http_code}\\n" localhost:8080/../secret')).toBe('400');
	expect(run('busybox httpd -f -p 8080 -h /tmp; echo $?')).toBe('httpd: bind: Address already in use\n1');
	expect(run('busybox httpd -h /nowhere; echo $?')).toBe("httpd: can't change directory to '/nowhere': No such file or directory\n1");
	expect(run("busybox httpd -d 'a%20b+c'; echo")).toBe('a b c');
});
