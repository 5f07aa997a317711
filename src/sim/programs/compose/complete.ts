// Completion of compose's words: commands, flags, services, profiles and projects (cmd/compose/completion.go).
import type { Sys } from '../../engine/index.ts';
import { ComposeError } from '../../values/compose/index.ts';
import type { Completer } from '../docker/command.ts';
import { FILES, NO_FILES } from '../docker/command.ts';
import { complete, printOffer, type Completers } from '../docker/complete.ts';
import { Failure } from '../docker/failure.ts';
import { parseFlags } from '../docker/flags/parse.ts';
import { commandAt, type Place } from '../docker/tree.ts';
import type { App } from './app.ts';
import { engineOf, labelFilter, listContainers } from './engine.ts';
import { run } from './fibers.ts';
import { labels } from './labels.ts';
import { toProject } from './project.ts';

const FILTER_EXTENSION = 8;
const FILTER_DIRS = 16;

type Source = (app: App) => Sys<readonly string[]>;
const services: Source = function* (app) {
	const { services: on, disabledServices: off } = yield* toProject(app, []);
	return [...Object.keys(on).sort(), ...Object.keys(off).sort()];
};
const profiles: Source = function* (app) {
	const project = yield* toProject(app, []);
	return [...new Set([...Object.values(project.services), ...Object.values(project.disabledServices)].flatMap((service) => service.profiles ?? []))].sort();
};
const projects: Source = function* (app) {
	const list = yield* listContainers(engineOf(app), labelFilter([[labels.project], [labels.configHash]]), true);
	return [...new Set(list.map((container) => container.Labels[labels.project] ?? ''))].sort();
};

/** Words of a source that begin with what is typed; none when the project cannot be loaded. */
const from = (app: App, source: Source, suffix = ''): Completer =>
	function* (_cli, _args, _flags, word) {
		try {
			return (yield* source(app)).filter((name) => name.startsWith(word)).map((name) => name + suffix);
		} catch (e) {
			if (e instanceof Failure || e instanceof ComposeError) return [];
			throw e;
		}
	};
const fixed = (words: readonly string[], directive: number): Completer =>
	function* () {
		return { words, directive };
	};

/** Commands that complete nothing, and those that leave it to the shell. */
const nothing = ['down', 'ls'];
const unregistered = ['wait', 'version', 'publish', 'bridge', 'alpha'];

function completersOf(app: App): Completers {
	return {
		argumentsOf(place) {
			const { name } = commandAt(place);
			if (place.length < 3 || unregistered.includes(name)) return undefined;
			return nothing.includes(name) ? fixed([], NO_FILES) : from(app, services, name === 'scale' ? '=' : '');
		},
		valuesOf(place, { name }) {
			if (place.length > 2) return undefined;
			if (name === 'project-name') return from(app, projects);
			if (name === 'profile') return from(app, profiles);
			if (name === 'file') return fixed(['yaml', 'yml'], FILTER_EXTENSION);
			return name === 'project-directory' ? fixed([], FILTER_DIRS) : undefined;
		}
	};
}

/** `docker-compose __complete compose WORD…`: `words` are those after "compose". */
export function* printCompletion(app: App, top: Place, words: readonly string[]): Sys<number> {
	const before = words.slice(0, -1);
	const typed = words.at(-1) ?? '';
	let place: Place = top;
	let rest = before;
	try {
		const { args } = parseFlags(commandAt(top).flags ?? [], before, false, app.env);
		const [name] = args;
		const command = commandAt(top).subs?.find((sub) => sub.name === name);
		if (command) {
			place = [...top, command];
			rest = args.slice(1);
		}
	} catch (e) {
		if (!(e instanceof Failure)) throw e;
	}
	let offer;
	try {
		offer = yield* run(complete(app.cli, place, rest, typed, completersOf(app)));
	} catch (e) {
		if (!(e instanceof Failure)) throw e;
		offer = { words: [], directive: FILES };
	}
	return yield* printOffer(offer);
}
