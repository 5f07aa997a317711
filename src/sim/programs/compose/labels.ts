// The labels by which compose knows its containers, networks, volumes and images again (pkg/api/labels.go).
const name = (key: string): string => `com.docker.compose.${key}`;

export const labels = {
	project: name('project'),
	service: name('service'),
	configHash: name('config-hash'),
	number: name('container-number'),
	volume: name('volume'),
	network: name('network'),
	workingDir: name('project.working_dir'),
	configFiles: name('project.config_files'),
	environmentFile: name('project.environment_file'),
	oneOff: name('oneoff'),
	slug: name('slug'),
	image: name('image'),
	dependsOn: name('depends_on'),
	version: name('version'),
	replace: name('replace')
} as const;
