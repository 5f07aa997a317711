// Solutions with one mistake each, as a learner might make them: a step left out, another name, another image. The checks of a task must
// notice. Leaves out mistakes that the task allows (`free`) and steps that change nothing.
import { catalogue } from '#src/sim/oci/catalogue/index.ts';
import type { Check, SolutionStep, Task } from './lesson.ts';

export interface Mutation {
	readonly steps: readonly SolutionStep[];
	/** What was done wrongly, after "when …". */
	readonly what: string;
}

const images: readonly string[] = catalogue.map(({ name }) => name.replace(/^docker\.io\/(?:library\/)?/, ''));
/** What is put in an image's place. */
const others = ['httpd:2.4', 'busybox:latest'];

/** A step with its text changed; undefined when that changes nothing. */
function rewritten(step: SolutionStep, change: (text: string) => string): SolutionStep {
	if (step.type === 'run') return { ...step, command: change(step.command) };
	if (step.type === 'write') return { ...step, text: change(step.text) };
	return step;
}

const special = /[.*+?^${}()|[\]\\/]/g;
/** A whole word, as names stand in commands and manifests. */
const word = (text: string): RegExp => new RegExp(`(?<![\\w./-])${text.replace(special, '\\$&')}(?![\\w.-])`, 'g');

/** Names of things the checks ask for. */
function namesOf(checks: readonly Check[]): string[] {
	return checks.flatMap(({ kind, args, checks: inner }): string[] => {
		if (inner) return namesOf(inner);
		if (kind === 'container' || kind === 'volume' || kind === 'network')
			return args['absent'] === true || args['state'] === 'absent' ? [] : [String(args[kind])];
		if (kind === 'resource' && args['absent'] !== true) return [String(args['resource']).split('/')[1] ?? ''];
		return [];
	});
}

/** Images in a solution: the words after --image=, image: and FROM, and of docker run, create and pull. */
function imagesOf(steps: readonly SolutionStep[]): string[] {
	const found = new Set<string>();
	for (const step of steps) {
		const text = step.type === 'run' ? step.command : step.type === 'write' ? step.text : '';
		for (const line of text.split('\n')) {
			if (!/--image[= ]|\bimage:|^\s*FROM |\b(?:docker|podman|nerdctl)\b.*\b(?:run|create|pull)\b|\bset image\b/.test(line)) continue;
			for (const token of line.replace(/--name[= ]\S+/g, '').split(/[\s'"=]+/)) {
				const name = token.replace(/(?::[\w.-]+)?(?:@sha256:\w+)?$/, '');
				if (images.includes(name) && token !== '') found.add(token);
			}
		}
	}
	return [...found];
}

/** The mutations of a task's first way; `doing` says which of its steps change something. */
export function mutations(task: Task, doing: readonly boolean[]): Mutation[] {
	const { solution, free = [] } = task;
	const found: Mutation[] = [];
	const acting = doing.filter(Boolean).length;
	if (!free.includes('steps') && acting > 1) {
		for (const [i, step] of solution.entries()) {
			if (!doing[i]) continue;
			const what = step.type === 'run' ? `\`${step.command.slice(0, 60).replaceAll('\n', '⏎')}\`` : step.type;
			found.push({ steps: solution.filter((_, n) => n !== i), what: `the step ${what} is left out` });
		}
	}
	const change = (from: string, to: string, kind: string): void => {
		const pattern = word(from);
		const steps = solution.map((step) => rewritten(step, (text) => text.replace(pattern, () => to)));
		if (JSON.stringify(steps) !== JSON.stringify(solution)) found.push({ steps, what: `the ${kind} is ${to} instead of ${from}` });
	};
	if (!free.includes('name')) for (const name of new Set(namesOf(task.checks))) if (name !== '' && !name.includes('*')) change(name, `${name}-x`, 'name');
	if (!free.includes('image'))
		for (const image of imagesOf(solution)) change(image, others.find((other) => !other.startsWith(`${image.split(':')[0]}:`)) ?? '', 'image');
	return found;
}
