// `@ngrok/webernetes` as bench/peers.ts needs it. It is installed by `npm ci --prefix bench/peers`, never by the project itself; here is
// what its types would say. Its modules name each other without extensions, as for a bundler: a hook finds them for Node.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

interface Listed {
	readonly items: readonly unknown[];
}
export interface WebernetesCluster {
	init(): Promise<void>;
	close(): Promise<void>;
	registerImage(image: unknown): void;
	apply(objects: readonly unknown[]): Promise<unknown>;
	readonly api: {
		readonly corev1: { listPodForAllNamespaces(): Promise<Listed> };
		readonly appsv1: {
			readNamespacedDeployment(key: { name: string; namespace: string }): Promise<{
				readonly metadata: { readonly generation?: number };
				readonly status?: {
					readonly observedGeneration?: number;
					readonly readyReplicas?: number;
					readonly updatedReplicas?: number;
					readonly replicas?: number;
				};
			}>;
		};
	};
}
interface Process {
	listenHttp(port: number, handler: () => Promise<{ statusCode: number; body: string }>): void;
	waitUntilKilled(): Promise<number>;
}
interface Package {
	readonly Cluster: new (options: { nodes: number }) => WebernetesCluster;
	readonly BaseImage: new () => object;
}

const folder = new URL('./node_modules/@ngrok/webernetes/', import.meta.url);

/** A new cluster of three nodes that knows the image web:1 and web:2, not yet started; undefined when the package is not installed. */
export async function webernetes(): Promise<(() => WebernetesCluster) | undefined> {
	if (!existsSync(folder)) return undefined;
	registerHooks({
		resolve(specifier, context, next) {
			if (specifier.startsWith('.') && context.parentURL?.startsWith(folder.href)) {
				const path = fileURLToPath(new URL(specifier, context.parentURL));
				for (const end of ['.js', '/index.js']) if (existsSync(path + end)) return next(specifier + end, context);
			}
			return next(specifier, context);
		}
	});
	const { Cluster, BaseImage } = (await import(new URL('dist/index.js', folder).href)) as Package;
	const serving = (version: string): unknown =>
		class extends BaseImage {
			static readonly imageName = 'web';
			static readonly imageVersion = version;
			readonly defaultCommand = ['server'];
			async exec(process: Process): Promise<number> {
				process.listenHttp(80, async () => ({ statusCode: 200, body: 'hello\n' }));
				return process.waitUntilKilled();
			}
		};
	return () => {
		const cluster = new Cluster({ nodes: 3 });
		for (const version of ['1', '2']) cluster.registerImage(serving(version));
		return cluster;
	};
}
