// A project as text: the canonical YAML and JSON of `config`, and the hashes that tell whether a container, network or volume is up to date.
// Models Project.MarshalYAML and MarshalJSON and compose's ServiceHash, NetworkHash and VolumeHash.
// Invariant: a secret's content and a config's that came from the environment are never written.
import { sha256Hex } from '../digest.ts';
import { encodeJson } from '../json.ts';
import { encodeYaml } from '../yaml/encode.ts';
import { anyTree, byBytes, yamlOrder } from './codecs.ts';
import type { FileObjectConfig, NetworkConfig, Project, ServiceConfig, VolumeConfig } from './project.ts';
import { codecs } from './structs.ts';
import { keysOf } from './tree.ts';

const without = (objects: Readonly<Record<string, FileObjectConfig>>, hide: (object: FileObjectConfig) => boolean): Record<string, FileObjectConfig> =>
	Object.fromEntries(
		Object.entries(objects).map(([name, object]) => {
			const { content, ...rest } = object;
			return [name, content === undefined || hide(object) ? rest : object];
		})
	);

const shownOf = ({ name, ...project }: Project): Record<string, unknown> => ({
	...(name === '' ? {} : { name }),
	...project,
	secrets: without(project.secrets, () => true),
	configs: without(project.configs, (config) => config.environment !== undefined)
});

const yamlOptions = { dialect: 'v3', keepOrder: true, indent: 2 } as const;

/** Fields in the model's order, mappings by key. */
export const projectYaml = (project: Project): string => encodeYaml(codecs.project.yaml(shownOf(project)) ?? {}, yamlOptions);
/** A tree that is no project (what --no-interpolate shows). */
export const treeYaml = (tree: unknown): string => encodeYaml(anyTree(tree, yamlOrder), yamlOptions);
export const treeJson = (tree: unknown): string => encodeJson(tree, { indent: '  ', sortKeys: true });

/** Without a line feed at its end. */
export function projectJson(project: Project): string {
	const written = codecs.project.json(shownOf(project));
	const fields: Record<string, unknown> = { name: project.name, ...(typeof written === 'object' ? written : {}), ...project['#extensions'] };
	return encodeJson(Object.fromEntries(keysOf(fields).map((key) => [key, key.startsWith('x-') ? anyTree(fields[key], byBytes) : fields[key]])), {
		indent: '  '
	});
}

/** com.docker.compose.config-hash of a service's containers. */
export function serviceHash(service: ServiceConfig): string {
	const { build: _build, pull_policy: _policy, scale: _scale, depends_on: _depends, profiles: _profiles, deploy, ...rest } = service;
	const { replicas: _replicas, ...left } = deploy ?? {};
	return sha256Hex(encodeJson(codecs.service.json({ ...rest, ...(deploy ? { deploy: left } : {}) })));
}

/** com.docker.compose.config-hash of a network. */
export const networkHash = (network: NetworkConfig): string => sha256Hex(encodeJson(codecs.network.json(network)));
/** com.docker.compose.config-hash of a volume. */
export const volumeHash = (volume: VolumeConfig): string => sha256Hex(encodeJson(codecs.volume.json({ ...volume, driver: volume.driver ?? 'local' })));
