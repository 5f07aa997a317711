// docker.io/docker/dockerfile: BuildKit's Dockerfile frontend as an image, which `# syntax=` names.
// Leaves out tags older than 1.4. FIDELITY: all tags read the same language, the labs' additions are not there.
import { program } from '../tree.ts';
import { copy, image, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const frontend = (created: string, bytes: number) => (): ImageSource =>
	image(created, undefined, [
		{
			label: {
				'moby.buildkit.frontend.network.none': 'true',
				'moby.buildkit.frontend.caps': 'moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts'
			}
		},
		copy('/dockerfile-frontend /bin/dockerfile-frontend', { 'bin/dockerfile-frontend': program('dockerfile-frontend', bytes) }),
		{ entrypoint: ['/bin/dockerfile-frontend'] }
	]);
const current = frontend('2025-05-27T17:10:00Z', 34_500_000);
const older: Repository['tags'] = Object.fromEntries(
	['1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10', '1.11', '1.12', '1.13', '1.14', '1.15'].map((tag, i) => [
		tag,
		frontend(`202${2 + Math.floor(i / 5)}-0${1 + (i % 9)}-10T12:00:00Z`, 24_000_000 + i * 800_000)
	])
);
export const dockerfileFrontend: Repository = {
	name: 'docker.io/docker/dockerfile',
	tags: { ...older, '1.16': current, '1': current, latest: current, labs: current, '1-labs': current, '1.16-labs': current }
};
