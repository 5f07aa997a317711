// What the options before the command and the environment mean for all commands (cmd/compose.RootCommand's PersistentPreRunE).
import type { Sys } from '../../engine/index.ts';
import { getcwd, isatty } from '../../kernel/index.ts';
import { processEnvironment } from '../../values/compose/index.ts';
import { goQuote } from '../../values/index.ts';
import { err, type Cli } from '../docker/cli.ts';
import { Failure } from '../docker/failure.ts';
import { absolute } from '../docker/files.ts';
import type { Flags } from '../docker/flags/flag.ts';
import { truthy, type App, type ProgressMode } from './app.ts';
import { envFilesOf } from './config/flag-rows.ts';
import { answerQuestions } from './config/machine.ts';

type Env = Readonly<Record<string, string>>;

/** Throws Failure for options that contradict each other. */
export function* makeApp(cli: Cli, flags: Flags, own: Flags, given: Env): Sys<App> {
	const env = yield* withDotEnv(flags, given);
	let ansi = flags.text('ansi');
	if (flags.bool('no-ansi')) {
		if (ansi !== 'auto') throw new Failure('cannot specify DEPRECATED "--no-ansi" and "--ansi". Please use only "--ansi"');
		ansi = 'never';
		yield* err("option '--no-ansi' is DEPRECATED ! Please use '--ansi' instead.\n");
	}
	if (env['COMPOSE_ANSI'] !== undefined && !flags.changed('ansi')) ansi = env['COMPOSE_ANSI'];
	const colorless = (env['NO_COLOR'] ?? '') !== '';
	const colors = !colorless && (ansi === 'always' || (ansi === 'auto' && (yield* isatty(1))));
	const mode = modeOf(flags.text('progress') || (env['COMPOSE_PROGRESS'] ?? ''), ansi);
	let projectDirectory = flags.text('project-directory');
	if (flags.text('workdir') !== '') {
		if (projectDirectory !== '')
			throw new Failure('cannot specify DEPRECATED "--workdir" and "--project-directory". Please use only "--project-directory" instead');
		projectDirectory = flags.text('workdir');
		yield* err("\x1b[31moption '--workdir' is DEPRECATED at root level! Please use '--project-directory' instead.\n\x1b[0m");
	}
	const envFiles: string[] = [];
	for (const file of flags.changed('env-file') ? flags.list('env-file') : envFilesOf(env)) envFiles.push(yield* absolute(file));
	const compatibility = flags.bool('compatibility') || truthy(env['COMPOSE_COMPATIBILITY']);
	return {
		cli,
		env,
		options: {
			projectName: flags.text('project-name'),
			profiles: flags.list('profile'),
			files: flags.list('file'),
			envFiles,
			projectDirectory,
			compatibility,
			allResources: flags.bool('all-resources')
		},
		mode,
		ansi: colors,
		colorless,
		parallel: parallelOf(flags, env),
		dryRun: flags.bool('dry-run') || own.bool('dry-run'),
		separator: compatibility ? '_' : '-'
	};
}

/** setEnvWithDotEnv: what .env says that the environment does not. */
function* withDotEnv(flags: Flags, env: Env): Sys<Env> {
	const envFiles = flags.changed('env-file') ? flags.list('env-file') : envFilesOf(env);
	const options = { files: flags.list('file'), cwd: yield* getcwd(), projectDirectory: flags.text('project-directory'), env, envFiles, profiles: [] };
	return yield* answerQuestions({ mode: 'auto' }, processEnvironment(options));
}

function modeOf(asked: string, ansi: string): ProgressMode {
	const byAnsi: ProgressMode = ansi === 'never' ? 'plain' : ansi === 'always' ? 'tty' : 'auto';
	switch (asked) {
		case '':
		case 'auto':
			return byAnsi;
		case 'tty':
			if (ansi === 'never') throw new Failure("can't use --progress tty while ANSI support is disabled");
			return 'tty';
		case 'plain':
			if (ansi === 'always') throw new Failure("can't use --progress plain while ANSI support is forced");
			return 'plain';
		case 'quiet':
		case 'none':
			return 'quiet';
		case 'json':
			return 'json';
		default:
			throw new Failure(`unsupported --progress value ${goQuote(asked)}`);
	}
}
function parallelOf(flags: Flags, env: Env): number {
	const limit = env['COMPOSE_PARALLEL_LIMIT'];
	if (limit === undefined || flags.changed('parallel')) return flags.number('parallel');
	if (!/^[+-]?\d+$/.test(limit)) throw new Failure(`COMPOSE_PARALLEL_LIMIT must be an integer (found: ${goQuote(limit)})`);
	return Number(limit);
}
