// What the image commands share: names for completion, and how Go's types present an inspected image.
import { Answered, json, segment } from '../../client/api.ts';
import type { Completer } from '../../command.ts';
import type { ImageSummary } from '../../format/image.ts';

export const imagePath = (name: string, action = ''): string => `/images/${segment(name)}${action}`;

/** Completes "repository:tag". */
export const imageNames: Completer = function* (cli) {
	const list = yield* json<readonly ImageSummary[]>(cli, 'GET', '/images/json');
	return list.flatMap((image) => image.RepoTags ?? []);
};

/** Fields of dockerspec.DockerOCIImageConfig in their order; each is left out of JSON when it is empty. */
const configFields = 'User ExposedPorts Env Entrypoint Cmd Volumes WorkingDir Labels StopSignal ArgsEscaped Healthcheck OnBuild Shell'.split(' ');
const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0);

/** An inspected image as a template sees it: its Config in the order of Go's type (the daemon writes a map), the raw text as it came. */
export function presented(answer: Answered): Answered {
	const { value, raw } = answer;
	if (typeof value !== 'object' || value === null || !('Config' in value)) return answer;
	const config = Object(value.Config) as Readonly<Record<string, unknown>>;
	const fields = configFields.filter((name) => !isEmpty(config[name])).map((name) => [name, config[name]] as const);
	return new Answered({ ...value, Config: Object.fromEntries(fields) }, raw);
}
