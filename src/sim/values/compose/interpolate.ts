// Interpolation of a tree: variables in every text, and the texts of numbers and booleans cast where the model wants those.
// Models compose-go's interpolation package and its table of casts. Invariant: keys are never interpolated; the tree given is not changed.
import { parseFloatText, parseInteger } from '../numbers.ts';
import { goQuote } from '../strings.ts';
import { ComposeError } from './project.ts';
import { InvalidTemplate, MissingVariable, substitute, type Lookup, type Warn } from './template.ts';
import { isDict, isList, keysOf, newDict, ruleFor, rules, shown, type Path } from './tree.ts';

type Cast = (text: string, warn: Warn) => number | boolean;

/** strconv's complaint. */
export class CastError {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

const integer =
	(func: string): Cast =>
	(text) => {
		const value = parseInteger(text, 10);
		if (value === undefined) throw new CastError(`strconv.${func}: parsing ${goQuote(text)}: invalid syntax`);
		if (value < -(2n ** 63n) || value >= 2n ** 63n) throw new CastError(`strconv.${func}: parsing ${goQuote(text)}: value out of range`);
		return Number(value);
	};
const toInt = integer('Atoi');
export const toInt64 = integer('ParseInt');
export const toFloat: Cast = (text) => {
	const value = parseFloatText(text);
	if (value === undefined) throw new CastError(`strconv.ParseFloat: parsing ${goQuote(text)}: invalid syntax`);
	return value;
};
const toFloat32: Cast = (text, warn) => Math.fround(Number(toFloat(text, warn)));
export const toBoolean = (text: string, warn: Warn): boolean => {
	const word = text.toLowerCase();
	if (word === 'true' || word === 'false') return word === 'true';
	const yes = ['y', 'yes', 'on'].includes(word);
	if (!yes && !['n', 'no', 'off'].includes(word)) throw new CastError(`invalid boolean: ${text}`);
	warn(`${goQuote(text)} for boolean is not supported by YAML 1.2, please use \`${yes}\``);
	return yes;
};

const service = (table: Readonly<Record<string, Cast>>): Record<string, Cast> =>
	Object.fromEntries(Object.entries(table).map(([place, cast]) => [`services.*.${place}`, cast]));

const casts = rules<Cast>({
	...service({
		cpu_count: toInt64,
		cpu_percent: toFloat,
		cpu_period: toInt64,
		cpu_quota: toInt64,
		cpu_rt_period: toInt64,
		cpu_rt_runtime: toInt64,
		cpus: toFloat32,
		cpu_shares: toInt64,
		init: toBoolean,
		'deploy.replicas': toInt,
		'deploy.update_config.parallelism': toInt,
		'deploy.update_config.max_failure_ratio': toFloat,
		'deploy.rollback_config.parallelism': toInt,
		'deploy.rollback_config.max_failure_ratio': toFloat,
		'deploy.restart_policy.max_attempts': toInt,
		'deploy.placement.max_replicas_per_node': toInt,
		'healthcheck.retries': toInt,
		'healthcheck.disable': toBoolean,
		oom_kill_disable: toBoolean,
		oom_score_adj: toInt64,
		pids_limit: toInt64,
		'ports.[].target': toInt,
		privileged: toBoolean,
		read_only: toBoolean,
		scale: toInt,
		stdin_open: toBoolean,
		tty: toBoolean,
		'ulimits.*': toInt,
		'ulimits.*.hard': toInt,
		'ulimits.*.soft': toInt,
		'volumes.[].read_only': toBoolean,
		'volumes.[].volume.nocopy': toBoolean
	}),
	'networks.*.external': toBoolean,
	'networks.*.internal': toBoolean,
	'networks.*.attachable': toBoolean,
	'networks.*.enable_ipv4': toBoolean,
	'networks.*.enable_ipv6': toBoolean,
	'volumes.*.external': toBoolean,
	'secrets.*.external': toBoolean,
	'configs.*.external': toBoolean
});

function interpolateText(text: string, path: Path, lookup: Lookup, warn: Warn): unknown {
	try {
		const value = substitute(text, lookup, warn);
		const cast = ruleFor(casts, path);
		return cast ? cast(value, warn) : value;
	} catch (e) {
		if (e instanceof InvalidTemplate) {
			throw new ComposeError(`invalid interpolation format for ${shown(path)}.\nYou may need to escape any $ with another $.\n${e.template}`);
		}
		if (e instanceof MissingVariable) throw new ComposeError(`error while interpolating ${shown(path)}: ${e.text}`);
		if (e instanceof CastError) throw new ComposeError(`error while interpolating ${shown(path)}: failed to cast to expected type: ${e.text}`);
		throw e;
	}
}

/** The tree with its variables replaced. Throws `ComposeError`. */
export function interpolate(value: unknown, lookup: Lookup, warn: Warn, path: Path = []): unknown {
	if (typeof value === 'string') return interpolateText(value, path, lookup, warn);
	if (isList(value)) return value.map((one) => interpolate(one, lookup, warn, [...path, '[]']));
	if (isDict(value)) return newDict(keysOf(value).map((key) => [key, interpolate(value[key], lookup, warn, [...path, key])]));
	return value;
}
