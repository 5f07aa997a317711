// Discovery as the generated table holds it.
export interface SubresourceRow {
	readonly name: string;
	readonly kind: string;
	readonly namespaced: boolean;
	readonly verbs: readonly string[];
	readonly group?: string;
	readonly version?: string;
	readonly singularName?: string;
}
export interface DiscoveryRow {
	readonly group: string;
	readonly version: string;
	readonly plural: string;
	readonly singular: string;
	readonly kind: string;
	readonly namespaced: boolean;
	readonly verbs: readonly string[];
	readonly shortNames?: readonly string[];
	readonly categories?: readonly string[];
	/** storageVersionHash */
	readonly hash?: string;
	/** Name of its type in the schemas. */
	readonly schema?: string;
	readonly subresources?: readonly SubresourceRow[];
}
export interface DiscoveryGroup {
	readonly name: string;
	readonly versions: readonly { readonly groupVersion: string; readonly version: string }[];
	readonly preferredVersion: { readonly groupVersion: string; readonly version: string };
}
