// Which machine a sandbox's address means: the world, and a name of its own when it came by a link.

export const worlds: Readonly<Record<string, string>> = {
	docker: 'Docker host',
	'k8s-1': 'One-node cluster',
	'k8s-3': 'Three-node cluster',
	workbench: 'Docker beside a cluster'
};

export function sandboxOf(query: Pick<URLSearchParams, 'get'>): { readonly machine: string; readonly preset: string } {
	const asked = query.get('world') ?? 'docker';
	const preset = Object.hasOwn(worlds, asked) ? asked : 'docker';
	const name = query.get('machine') ?? '';
	return { machine: /^[\w-]{1,64}$/.test(name) ? `sandbox/${preset}/${name}` : `sandbox/${preset}`, preset };
}
