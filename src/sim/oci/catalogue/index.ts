// The image catalogue: every repository the simulated registries hold. One row per repository; deleting a row is `pull access denied`.
import { alpine } from './alpine.ts';
import { busybox } from './busybox.ts';
import { debian, ubuntu } from './debian.ts';
import { httpd } from './httpd.ts';
import { node } from './node.ts';
import { postgres } from './postgres.ts';
import { python } from './python.ts';
import { redis } from './redis.ts';
import { registryRepository } from './registry.ts';
import { helloWorldRepository } from './hello-world.ts';
import { kubernetes } from './kubernetes.ts';
import { nginx } from './nginx/index.ts';
import { adminer, php, wordpress } from './applications.ts';
import { golang, maven, perl, ruby, temurin } from './languages.ts';
import { dockerfileFrontend } from './buildkit.ts';
import { mariadb } from './mariadb.ts';
import { memcached } from './memcached.ts';
import { mongo } from './mongo.ts';
import { mysql } from './mysql.ts';
import { artifactory, fluentBit, fluentd, grafana, jenkins, nagios, nodeExporter, prometheus, sonarqube } from './observability.ts';
import { caddy, haproxy, nginxUnprivileged, traefik, whoami } from './proxies.ts';
import { rabbitmq } from './rabbitmq.ts';
import { curl, distrolessImages, dockerRepository, httpEcho, netshoot, radialCurl, stress } from './tools.ts';
import type { Repository } from './write.ts';

export type { Repository } from './write.ts';

export const catalogue: readonly Repository[] = [
	adminer,
	alpine,
	artifactory,
	busybox,
	caddy,
	curl,
	debian,
	dockerfileFrontend,
	dockerRepository,
	fluentBit,
	fluentd,
	golang,
	grafana,
	haproxy,
	helloWorldRepository,
	httpd,
	httpEcho,
	jenkins,
	mariadb,
	maven,
	memcached,
	mongo,
	mysql,
	nagios,
	netshoot,
	nginx,
	nginxUnprivileged,
	node,
	nodeExporter,
	perl,
	php,
	postgres,
	prometheus,
	python,
	rabbitmq,
	radialCurl,
	redis,
	registryRepository,
	ruby,
	sonarqube,
	stress,
	temurin,
	traefik,
	ubuntu,
	whoami,
	wordpress,
	...distrolessImages,
	...kubernetes
];
