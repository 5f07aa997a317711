// docker.io/library/registry.
import { dir, program, script } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const config = `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`;
const entrypoint = script(`#!/bin/sh

set -e

case "$1" in
    *.yaml|*.yml) set -- registry serve "$@" ;;
    serve|garbage-collect|help|-*) set -- registry "$@" ;;
esac

exec "$@"
`);
const registryImage = (): ImageSource =>
	image('2025-06-07T18:42:00Z', alpine320(), [
		run('apk add --no-cache ca-certificates', { 'usr/share/ca-certificates': dir() }),
		run(
			'set -eux; \tversion=\'2.8.3\'; \tapkArch="$(apk --print-arch)"; \twget -O registry.tar.gz "https://github.com/distribution/distribution/releases/download/v$version/registry_${version}_linux_amd64.tar.gz"',
			{ 'bin/registry': program('registry', 17_300_000) }
		),
		copy('./config-example.yml /etc/docker/registry/config.yml', { 'etc/docker/registry/config.yml': config }),
		{ volume: ['/var/lib/registry'] },
		{ expose: ['5000/tcp'] },
		copy('docker-entrypoint.sh /entrypoint.sh', { 'entrypoint.sh': entrypoint }),
		{ entrypoint: ['/entrypoint.sh'] },
		{ cmd: ['/etc/docker/registry/config.yml'] }
	]);

export const registryRepository: Repository = {
	name: 'docker.io/library/registry',
	tags: { latest: registryImage, '2': registryImage, '2.8': registryImage, '2.8.3': registryImage }
};
