// `drydock images`: what the simulated registries hold, one line per repository with its tags, as one types them. The catalogue is the list.
import { catalogue } from '#src/sim/oci/catalogue/index.ts';

const usage = `Usage: drydock images [TEXT]

Lists the images of the simulated registries, with their tags: those whose name holds TEXT, or all.
`;

export async function images(args: readonly string[]): Promise<number> {
	const [part = '', ...rest] = args;
	if (part.startsWith('-') || rest.length > 0) {
		process.stderr.write(usage);
		return 2;
	}
	const rows = catalogue
		.map(({ name, tags }) => ({ name: name.replace(/^docker\.io\/(?:library\/)?/, ''), tags: Object.keys(tags) }))
		.filter(({ name }) => name.includes(part))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	if (rows.length === 0) {
		process.stderr.write(`drydock: no image has "${part}" in its name\n`);
		return 1;
	}
	const width = Math.max(...rows.map(({ name }) => name.length));
	process.stdout.write(rows.map(({ name, tags }) => `${name.padEnd(width)}  ${tags.join(' ')}\n`).join(''));
	return 0;
}
