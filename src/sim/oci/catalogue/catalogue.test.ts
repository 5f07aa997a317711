import { expect, test } from 'vitest';
import { makeLayer } from '../../kernel/host.ts';
import { layersOf, packImage } from '../image.ts';
import { catalogue } from './index.ts';

const packed = (repository: string, tag: string) => {
	const source = catalogue.find((r) => r.name === repository)?.tags[tag]?.();
	if (!source) throw new Error(`${repository}:${tag}`);
	return packImage(
		source,
		layersOf(source).map((entries) => makeLayer(entries, 0))
	);
};

test('every image of the catalogue can be packed, and its executables have room for their heads', () => {
	const seen = new Set<unknown>();
	for (const repository of catalogue) {
		for (const tag in repository.tags) {
			const make = repository.tags[tag];
			if (!make || seen.has(make)) continue;
			seen.add(make);
			for (const entries of layersOf(make())) {
				for (const entry of entries) if (entry.program && entry.program.size < 128) throw new Error(`${repository.name}:${tag} ${entry.path}`);
			}
			expect(packed(repository.name, tag).manifestDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
		}
	}
});

test('the same content has the same digest, and nginx has seven layers', () => {
	const one = packed('docker.io/library/nginx', '1.27');
	expect(packed('docker.io/library/nginx', 'latest').manifestDigest).toBe(one.manifestDigest);
	expect(one.layers.length).toBe(7);
	expect(one.layers[0]?.id).toBe(packed('docker.io/library/debian', 'bookworm-slim').layers[0]?.id);
	const config = JSON.parse(one.config);
	expect(config.config).toEqual({
		ArgsEscaped: true,
		Cmd: ['nginx', '-g', 'daemon off;'],
		Entrypoint: ['/docker-entrypoint.sh'],
		Env: [
			'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
			'NGINX_VERSION=1.27.5',
			'NJS_VERSION=0.8.10',
			'NJS_RELEASE=1~bookworm',
			'PKG_RELEASE=1~bookworm',
			'DYNPKG_RELEASE=1~bookworm'
		],
		ExposedPorts: { '80/tcp': {} },
		Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
		OnBuild: null,
		StopSignal: 'SIGQUIT',
		User: '',
		Volumes: null,
		WorkingDir: '/'
	});
	expect(
		config.history
			.map((h: { created_by: string }) => h.created_by.slice(0, 46))
			.reverse()
			.slice(0, 5)
	).toEqual([
		'CMD ["nginx" "-g" "daemon off;"]',
		'STOPSIGNAL SIGQUIT',
		'EXPOSE [80/tcp]',
		'ENTRYPOINT ["/docker-entrypoint.sh"]',
		'COPY 30-tune-worker-processes.sh /docker-entry'
	]);
});
