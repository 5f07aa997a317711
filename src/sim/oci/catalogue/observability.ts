// Monitoring, logs and the tools of a delivery pipeline: prometheus, node-exporter, grafana, fluentd, fluent-bit, jenkins, sonarqube, artifactory, nagios.
import { dir, filled, program, type Tree } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { debianAccounts, alpineAccounts } from './base/accounts.ts';
import { staticTree } from './base/distroless.ts';
import { bookwormSlim, jammy } from './debian.ts';
import { add, copy, image, run, type Repository } from './write.ts';
import { temurin } from './languages.ts';
import type { ImageSource } from '../image.ts';

const busyboxBase = (): ImageSource => image('2025-01-01T00:00:00Z', undefined, [add('COPY /rootfs / # buildkit', staticTree(3_000_000))]);
const prometheusImage = (): ImageSource =>
	image('2025-05-31T09:00:00Z', busyboxBase(), [
		{ label: { maintainer: 'The Prometheus Authors <prometheus-developers@googlegroups.com>' } },
		copy('.build/linux-amd64/prometheus /bin/prometheus', { 'bin/prometheus': program('prometheus', 151_000_000) }),
		copy('.build/linux-amd64/promtool /bin/promtool', { 'bin/promtool': program('promtool', 143_000_000) }),
		copy('documentation/examples/prometheus.yml /etc/prometheus/prometheus.yml', {
			'etc/prometheus/prometheus.yml':
				'global:\n  scrape_interval: 15s\n  evaluation_interval: 15s\n\nscrape_configs:\n  - job_name: "prometheus"\n    static_configs:\n      - targets: ["localhost:9090"]\n'
		}),
		run('mkdir -p /prometheus && chown -R nobody:nobody etc/prometheus /prometheus && chmod g+w /prometheus', { prometheus: dir(0o775, 65534, 65534) }),
		{ user: 'nobody' },
		{ expose: ['9090/tcp'] },
		{ volume: ['/prometheus'] },
		{ workdir: '/prometheus' },
		{ entrypoint: ['/bin/prometheus'] },
		{ cmd: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'] }
	]);
export const prometheus: Repository = {
	name: 'docker.io/prom/prometheus',
	tags: { latest: prometheusImage, 'v3.4.1': prometheusImage, 'v3.0.0': prometheusImage, 'v2.53.0': prometheusImage }
};

const exporterImage = (): ImageSource =>
	image('2025-04-01T09:00:00Z', busyboxBase(), [
		copy('.build/linux-amd64/node_exporter /bin/node_exporter', { 'bin/node_exporter': program('node_exporter', 20_600_000) }),
		{ expose: ['9100/tcp'] },
		{ user: 'nobody' },
		{ entrypoint: ['/bin/node_exporter'] }
	]);
export const nodeExporter: Repository = { name: 'docker.io/prom/node-exporter', tags: { latest: exporterImage, 'v1.9.1': exporterImage } };

const grafanaImage = (): ImageSource =>
	image('2025-06-05T09:00:00Z', alpine320(), [
		{ label: { maintainer: 'Grafana Labs <hello@grafana.com>' } },
		{ env: { PATH: '/usr/share/grafana/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } },
		{
			env: {
				GF_PATHS_CONFIG: '/etc/grafana/grafana.ini',
				GF_PATHS_DATA: '/var/lib/grafana',
				GF_PATHS_HOME: '/usr/share/grafana',
				GF_PATHS_LOGS: '/var/log/grafana',
				GF_PATHS_PLUGINS: '/var/lib/grafana/plugins',
				GF_PATHS_PROVISIONING: '/etc/grafana/provisioning'
			}
		},
		{ workdir: '/usr/share/grafana' },
		run(
			'addgroup -S -g $GF_GID grafana &&     adduser -S -u $GF_UID -G grafana grafana',
			filled(
				{
					...alpineAccounts('grafana:x:472:0:grafana:/home/grafana:/sbin/nologin', 'grafana:x:472:'),
					'usr/share/grafana/bin/grafana': program('grafana', 240_000_000),
					'var/lib/grafana': dir(0o777, 472),
					'etc/grafana/grafana.ini': '[server]\nhttp_port = 3000\n'
				},
				640_000_000,
				'usr/share/grafana/public/build.tar'
			)
		),
		{ expose: ['3000/tcp'] },
		{ user: '472' },
		copy('./packaging/docker/run.sh /run.sh', {
			'run.sh': { text: '#!/bin/bash -e\nexec grafana server --homepath="$GF_PATHS_HOME" --config="$GF_PATHS_CONFIG" --packaging=docker "$@"\n', mode: 0o755 }
		}),
		{ entrypoint: ['/run.sh'] }
	]);
export const grafana: Repository = {
	name: 'docker.io/grafana/grafana',
	tags: { latest: grafanaImage, '12.0.1': grafanaImage, '11.0.0': grafanaImage, '10.4.0': grafanaImage }
};

const fluentdFiles: Tree = {
	...debianAccounts('fluent:x:999:999::/home/fluent:/bin/sh', 'fluent:x:999:'),
	'usr/local/bin/fluentd': program('fluentd', 560),
	'fluentd/log': dir(0o755, 999),
	'fluentd/etc/fluent.conf':
		'<source>\n  @type  forward\n  @id    input1\n  @label @mainstream\n  port  24224\n</source>\n\n<filter **>\n  @type stdout\n</filter>\n\n<label @mainstream>\n  <match **>\n    @type file\n    path         /fluentd/log/data.*.log\n  </match>\n</label>\n'
};
const fluentdImage = (): ImageSource =>
	image('2025-05-19T09:00:00Z', bookwormSlim(), [
		run(
			'apt-get update  && apt-get install -y --no-install-recommends             ca-certificates             ruby',
			filled(fluentdFiles, 130_000_000, 'var/lib/gems/3.1.0/gems.tar')
		),
		{ env: { FLUENTD_CONF: 'fluent.conf' } },
		{ expose: ['24224/tcp', '5140/tcp'] },
		{ user: 'fluent' },
		copy('entrypoint.sh /bin/', {
			'bin/entrypoint.sh': {
				text: '#!/bin/sh\nif [ "$1" = "fluentd" ]; then\n    set -- "$@" --config /fluentd/etc/${FLUENTD_CONF}\nfi\nexec "$@"\n',
				mode: 0o755
			}
		}),
		{ entrypoint: ['tini', '--', '/bin/entrypoint.sh'] },
		{ cmd: ['fluentd'] }
	]);
export const fluentd: Repository = {
	name: 'docker.io/fluent/fluentd',
	tags: { latest: fluentdImage, 'v1.18-debian-1': fluentdImage, 'v1.16-debian-1': fluentdImage, 'v1.16-1': fluentdImage }
};

const fluentBitImage = (): ImageSource =>
	image('2025-05-30T09:00:00Z', busyboxBase(), [
		copy(
			'/fluent-bit /fluent-bit',
			filled(
				{
					'fluent-bit/bin/fluent-bit': program('fluent-bit', 70_000_000),
					'fluent-bit/etc/fluent-bit.conf':
						'[SERVICE]\n    flush        1\n    daemon       Off\n    log_level    info\n    http_port    2020\n\n[INPUT]\n    name cpu\n    tag  cpu.local\n\n[OUTPUT]\n    name  stdout\n    match *\n'
				},
				104_000_000,
				'usr/lib/x86_64-linux-gnu/libssl.so.3'
			)
		),
		{ expose: ['2020/tcp'] },
		{ entrypoint: ['/fluent-bit/bin/fluent-bit'] },
		{ cmd: ['/fluent-bit/bin/fluent-bit', '-c', '/fluent-bit/etc/fluent-bit.conf'] }
	]);
export const fluentBit: Repository = {
	name: 'docker.io/fluent/fluent-bit',
	tags: { latest: fluentBitImage, '4.0': fluentBitImage, '3.2': fluentBitImage, '3.0': fluentBitImage }
};

const onJava = (tag: string): ImageSource | undefined => temurin.tags[tag]?.();
const jenkinsImage = (): ImageSource =>
	image('2025-06-04T09:00:00Z', onJava('21-jdk'), [
		{ env: { JENKINS_HOME: '/var/jenkins_home' } },
		{ env: { JENKINS_SLAVE_AGENT_PORT: '50000' } },
		run('groupadd -g ${gid} ${group}   && useradd -d "$JENKINS_HOME" -u ${uid} -g ${gid} -l -m -s /bin/bash ${user}', {
			...debianAccounts('jenkins:x:1000:1000::/var/jenkins_home:/bin/bash', 'jenkins:x:1000:'),
			'var/jenkins_home': dir(0o755, 1000, 1000),
			'usr/share/jenkins/ref': dir()
		}),
		{ volume: ['/var/jenkins_home'] },
		{ env: { JENKINS_VERSION: '2.504.2' } },
		run(
			'curl -fsSL ${JENKINS_URL} -o /usr/share/jenkins/jenkins.war',
			filled({ 'usr/local/bin/jenkins.sh': program('jenkins', 2_000), 'usr/bin/tini': program('tini', 24_000) }, 97_000_000, 'usr/share/jenkins/jenkins.war')
		),
		{ expose: ['8080/tcp', '50000/tcp'] },
		{ user: 'jenkins' },
		{ entrypoint: ['/usr/bin/tini', '--', '/usr/local/bin/jenkins.sh'] }
	]);
export const jenkins: Repository = {
	name: 'docker.io/jenkins/jenkins',
	tags: { latest: jenkinsImage, lts: jenkinsImage, 'lts-jdk17': jenkinsImage, 'lts-jdk21': jenkinsImage }
};

const sonarImage = (): ImageSource =>
	image('2025-05-22T09:00:00Z', onJava('17-jre'), [
		{ env: { SONARQUBE_HOME: '/opt/sonarqube', SONAR_VERSION: '25.5.0.107428', SQ_DATA_DIR: '/opt/sonarqube/data' } },
		run(
			'set -eux;     groupadd --system --gid 1000 sonarqube;     useradd --system --uid 1000 --gid sonarqube sonarqube',
			filled(
				{
					...debianAccounts('sonarqube:x:1000:1000::/home/sonarqube:/bin/sh', 'sonarqube:x:1000:'),
					'opt/sonarqube/docker/entrypoint.sh': program('sonarqube', 2_000),
					'opt/sonarqube/data': dir(0o777, 1000)
				},
				790_000_000,
				'opt/sonarqube/lib/sonar-application.jar'
			)
		),
		{ workdir: '/opt/sonarqube' },
		{ expose: ['9000/tcp'] },
		{ user: 'sonarqube' },
		{ stopsignal: 'SIGINT' },
		{ entrypoint: ['/opt/sonarqube/docker/entrypoint.sh'] }
	]);
export const sonarqube: Repository = { name: 'docker.io/library/sonarqube', tags: { latest: sonarImage, community: sonarImage, 'lts-community': sonarImage } };

const artifactoryImage = (): ImageSource =>
	image('2025-05-12T09:00:00Z', onJava('17-jre'), [
		copy(
			'artifactory /opt/jfrog/artifactory',
			filled(
				{ 'entrypoint-artifactory.sh': program('artifactory', 2_000), 'var/opt/jfrog/artifactory': dir(0o777, 1030, 1030) },
				1_400_000_000,
				'opt/jfrog/artifactory/app/artifactory.war'
			)
		),
		{ expose: ['8081/tcp', '8082/tcp'] },
		{ volume: ['/var/opt/jfrog/artifactory'] },
		{ user: '1030' },
		{ entrypoint: ['/entrypoint-artifactory.sh'] }
	]);
// FIDELITY: JFrog's own registry is not modelled; the image is at Docker Hub.
export const artifactory: Repository = { name: 'docker.io/jfrog/artifactory-oss', tags: { latest: artifactoryImage } };

const nagiosImage = (): ImageSource =>
	image('2025-04-20T09:00:00Z', jammy(), [
		{ env: { NAGIOS_HOME: '/opt/nagios', NAGIOSADMIN_USER: 'nagiosadmin', NAGIOSADMIN_PASS: 'nagios' } },
		run(
			'echo postfix postfix/main_mailer_type string "\'Internet Site\'" | debconf-set-selections && apt-get update',
			filled(
				{ 'usr/local/bin/start_nagios': program('nagios', 2_000), 'opt/nagios/etc': dir(), 'opt/nagios/var': dir() },
				720_000_000,
				'opt/nagios/libexec/plugins.tar'
			)
		),
		{ expose: ['80/tcp', '5667/tcp'] },
		{ volume: ['/opt/nagios/var', '/opt/nagios/etc', '/opt/nagios/libexec'] },
		{ cmd: ['/usr/local/bin/start_nagios'] }
	]);
export const nagios: Repository = { name: 'docker.io/jasonrivers/nagios', tags: { latest: nagiosImage } };
