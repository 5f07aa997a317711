// Serves the built site as a web server on the internet does: compressed with gzip, hashed files kept by the browser, and isolated.
import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const types: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.json': 'application/json',
	'.svg': 'image/svg+xml',
	'.wasm': 'application/wasm',
	'.ttf': 'font/ttf',
	'.woff2': 'font/woff2',
	'.webmanifest': 'application/manifest+json'
};

/** Starts the server on a port; each file is compressed once. */
export function servePage(root: string, port: number): Promise<Server> {
	const packed = new Map<string, Buffer>();
	const server = createServer((request, response) => {
		const path = decodeURIComponent(normalize(new URL(request.url ?? '/', 'http://x').pathname));
		let file = join(root, path);
		if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
		if (!existsSync(file)) return void response.writeHead(404).end();
		const body = packed.get(file) ?? (file.endsWith('.woff2') ? readFileSync(file) : gzipSync(readFileSync(file), { level: 9 }));
		packed.set(file, body);
		response.writeHead(200, {
			'content-type': types[extname(file)] ?? 'application/octet-stream',
			...(!file.endsWith('.woff2') && { 'content-encoding': 'gzip' }),
			'content-length': body.length,
			'cache-control': path.startsWith('/_app/immutable/') ? 'public,max-age=31536000,immutable' : 'no-cache',
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-embedder-policy': 'require-corp',
			'cross-origin-resource-policy': 'same-origin'
		});
		response.end(body);
	});
	return new Promise((done) => server.listen(port, '127.0.0.1', () => done(server)));
}
