// The scenario format (fidelity/README.md): one learner's story as data. Reading one gives clear errors with a line.
import { LineCounter, parseAllDocuments } from 'yaml';

export interface RunStep {
	run: string;
	stdin?: string;
	tty?: boolean;
	limit?: number;
	stdout?: string;
	stderr?: string;
	exit?: number;
	seconds?: number;
	loose?: boolean;
	unstable?: boolean;
}
export interface OtherStep {
	settle?: boolean | number;
	sleep?: number;
	write?: Record<string, string>;
}
export type Step = RunStep | OtherStep;
export interface Scenario {
	name: string;
	world: string;
	recorded?: string;
	files?: Record<string, string>;
	steps: Step[];
}

export const isRun = (step: Step): step is RunStep => 'run' in step && typeof step.run === 'string';

export class ScenarioError extends Error {}

/** Parses a scenario file. Throws ScenarioError `file:line: what, and what was expected`. */
export function parseScenario(file: string, text: string): Scenario[] {
	const lines = new LineCounter();
	return parseAllDocuments(text, { lineCounter: lines, prettyErrors: false }).map((document) => {
		const [error] = document.errors;
		if (error) throw new ScenarioError(`${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
		const value: unknown = document.toJS({ maxAliasCount: 100 });
		const line = lines.linePos(document.range?.[0] ?? 0).line;
		const fail = (what: string): never => {
			throw new ScenarioError(`${file}:${line}: ${what}`);
		};
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('a scenario is a mapping with name, world and steps');
		const scenario = value as Scenario;
		if (typeof scenario.world !== 'string') fail('`world` is missing: expected docker, k8s-1 or k8s-3');
		if (!Array.isArray(scenario.steps)) fail('`steps` is missing: expected a list');
		for (const step of scenario.steps) {
			const known = typeof step === 'object' && step !== null && ('run' in step || 'settle' in step || 'sleep' in step || 'write' in step);
			if (!known) fail('a step is one of run, settle, sleep, write');
		}
		return scenario;
	});
}
