// What the OCI image specification and Docker's distribution store: descriptors, manifests, manifest lists and image configs as values.
// Invariant: a value's digest is that of its canonical JSON, so equal content has an equal digest everywhere.

export const mediaTypes = {
	manifest: 'application/vnd.docker.distribution.manifest.v2+json',
	list: 'application/vnd.docker.distribution.manifest.list.v2+json',
	config: 'application/vnd.docker.container.image.v1+json',
	layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
	ociManifest: 'application/vnd.oci.image.manifest.v1+json',
	ociIndex: 'application/vnd.oci.image.index.v1+json',
	ociConfig: 'application/vnd.oci.image.config.v1+json',
	ociLayer: 'application/vnd.oci.image.layer.v1.tar+gzip'
} as const;

export interface Platform {
	readonly architecture: string;
	readonly os: string;
	readonly variant?: string;
}
/** A pointer to content: `size` is the stored (compressed) size in bytes. */
export interface Descriptor {
	readonly mediaType: string;
	readonly size: number;
	readonly digest: string;
	readonly platform?: Platform;
	readonly annotations?: Readonly<Record<string, string>>;
}
export interface Manifest {
	readonly schemaVersion: 2;
	readonly mediaType: string;
	readonly config: Descriptor;
	readonly layers: readonly Descriptor[];
}
export interface ManifestList {
	readonly schemaVersion: 2;
	readonly mediaType: string;
	readonly manifests: readonly Descriptor[];
}
/** The part of a config that a container is started with (names as in Docker's JSON). */
export interface RunConfig {
	readonly Hostname?: string;
	readonly Domainname?: string;
	readonly User?: string;
	readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
	readonly Env?: readonly string[];
	readonly Cmd?: readonly string[] | null;
	readonly Entrypoint?: readonly string[] | null;
	readonly Volumes?: Readonly<Record<string, Record<string, never>>> | null;
	readonly WorkingDir?: string;
	readonly Labels?: Readonly<Record<string, string>> | null;
	readonly StopSignal?: string;
	readonly StopTimeout?: number;
	readonly Shell?: readonly string[];
	readonly Healthcheck?: Healthcheck;
	readonly OnBuild?: readonly string[] | null;
	readonly ArgsEscaped?: boolean;
}
/** Times in ns, as in Docker's JSON. */
export interface Healthcheck {
	readonly Test?: readonly string[];
	readonly Interval?: number;
	readonly Timeout?: number;
	readonly StartPeriod?: number;
	readonly StartInterval?: number;
	readonly Retries?: number;
}
export interface History {
	/** RFC 3339. */
	readonly created: string;
	readonly created_by?: string;
	readonly comment?: string;
	readonly author?: string;
	/** Made no layer. */
	readonly empty_layer?: boolean;
}
export interface ImageConfig {
	readonly architecture: string;
	readonly os: string;
	readonly variant?: string;
	/** RFC 3339 with nanoseconds. */
	readonly created: string;
	readonly author?: string;
	readonly config: RunConfig;
	readonly history: readonly History[];
	readonly rootfs: { readonly type: 'layers'; /** Bottom first. */ readonly diff_ids: readonly string[] };
}
