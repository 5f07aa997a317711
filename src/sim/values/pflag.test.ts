import { describe, expect, it } from 'vitest';
import { bytesSize, ramInBytes } from './duration.ts';
import {
	checkArgs,
	checkExclusiveFlags,
	checkRequiredFlags,
	type CommandNode,
	findCommand,
	flagBool,
	flagList,
	flagMap,
	flagNumber,
	type FlagSet,
	flagString,
	flagType,
	flagUsages,
	FlagValueError,
	kubectlFlagUsages,
	parseFlags,
	suggestionsFor,
	unknownCommand
} from './pflag.ts';

const bytes = flagType<number>({
	name: 'bytes',
	parse: (text) => {
		try {
			return ramInBytes(text);
		} catch (error) {
			throw new FlagValueError(error instanceof Error ? error.message : '');
		}
	},
	format: (value) => (value === 0 ? '0' : bytesSize(value)),
	zero: 0
});

const set: FlagSet = {
	flags: [
		{ name: 'memory', shorthand: 'm', type: bytes, usage: 'Memory limit' },
		{ name: 'publish', shorthand: 'p', type: 'stringArray', usage: "Publish a container's port(s) to the host" },
		{ name: 'pull', type: 'string', default: 'missing', usage: 'Pull image before running ("always", "missing", "never")' },
		{ name: 'detach', shorthand: 'd', type: 'bool', usage: 'Run container in background and print container ID' },
		{ name: 'timeout', type: 'duration', usage: 'How long' },
		{ name: 'verbose', shorthand: 'v', type: 'count', usage: 'level' },
		{ name: 'replicas', type: 'int32', default: 1, usage: 'number of `pods`' },
		{ name: 'dry-run', type: 'string', default: 'none', noOptDefVal: 'unchanged', usage: 'Must be "none"' },
		{ name: 'label', shorthand: 'l', type: 'stringSlice', usage: 'labels' },
		{ name: 'limits', type: 'stringToString', usage: 'limits' },
		{ name: 'old', type: 'bool', usage: 'old', deprecated: 'use --new' },
		{ name: 'secret', type: 'string', usage: 'hidden', hidden: true }
	]
};

const failing: readonly (readonly [string[], string])[] = [
	[['--nope'], 'unknown flag: --nope'],
	[['--nope=1'], 'unknown flag: --nope'],
	[['-z'], "unknown shorthand flag: 'z' in -z"],
	[['-dzx'], "unknown shorthand flag: 'z' in -zx"],
	[['-p'], "flag needs an argument: 'p' in -p"],
	[['-dp'], "flag needs an argument: 'p' in -p"],
	[['--publish'], 'flag needs an argument: --publish'],
	[['---x'], 'bad flag syntax: ---x'],
	[['--=x'], 'bad flag syntax: --=x'],
	[['--replicas', 'x'], 'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax'],
	[['--replicas=99999999999'], 'invalid argument "99999999999" for "--replicas" flag: strconv.ParseInt: parsing "99999999999": value out of range'],
	[['-m', 'x'], `invalid argument "x" for "-m, --memory" flag: invalid size: 'x'`],
	[['--detach=maybe'], 'invalid argument "maybe" for "-d, --detach" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
	[['--timeout', '5'], 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
	[['--limits', 'a'], 'invalid argument "a" for "--limits" flag: a must be formatted as key=value']
];

describe('parseFlags', () => {
	it.each(failing)('it refuses %j as pflag does', (argv, message) => {
		expect(() => parseFlags(set, argv)).toThrow(message);
	});

	it('it reads flags wherever they stand', () => {
		const parsed = parseFlags(set, [
			'-dm',
			'64m',
			'img',
			'-p80:80',
			'-p=81',
			'-vv',
			'--label',
			'a,b',
			'-l',
			'"c,d"',
			'--limits=cpu=1,memory=2',
			'--timeout=1m',
			'--dry-run',
			'x',
			'--',
			'-y'
		]);
		expect([flagBool(parsed, 'detach'), flagNumber(parsed, 'memory'), flagList(parsed, 'publish'), flagNumber(parsed, 'verbose')]).toEqual([
			true,
			67_108_864,
			['80:80', '81'],
			2
		]);
		expect([
			flagList(parsed, 'label'),
			flagMap(parsed, 'limits'),
			flagNumber(parsed, 'timeout'),
			flagString(parsed, 'dry-run'),
			flagString(parsed, 'pull')
		]).toEqual([['a', 'b', 'c,d'], { cpu: '1', memory: '2' }, 60_000_000, 'unchanged', 'missing']);
		expect([parsed.args, parsed.argsLenAtDash, [...parsed.changed]]).toEqual([
			['img', 'x', '-y'],
			2,
			['detach', 'memory', 'publish', 'verbose', 'label', 'limits', 'timeout', 'dry-run']
		]);
	});

	it('it stops at the first argument when flags may not follow', () => {
		expect(parseFlags(set, ['-d', 'img', 'ls', '-l'], { interspersed: false }).args).toEqual(['img', 'ls', '-l']);
	});

	it('it asks for help and warns of deprecated flags', () => {
		expect([parseFlags(set, ['--help', '--nope']).help, parseFlags(set, ['-dh']).help]).toEqual([true, true]);
		expect(parseFlags(set, ['--old']).warnings).toEqual(['Flag --old has been deprecated, use --new']);
	});
});

describe('flagUsages', () => {
	it('it wraps at the terminal’s width, as docker prints them', () => {
		expect(flagUsages(set, { columns: 80 })).toBe(`  -d, --detach                         Run container in background and
                                       print container ID
      --dry-run string[="unchanged"]   Must be "none" (default "none")
  -l, --label strings                  labels
      --limits stringToString          limits (default [])
  -m, --memory bytes                   Memory limit
  -p, --publish stringArray            Publish a container's port(s) to
                                       the host
      --pull string                    Pull image before running
                                       ("always", "missing", "never")
                                       (default "missing")
      --replicas pods                  number of pods (default 1)
      --timeout duration               How long
  -v, --verbose count                  level
`);
	});

	it('it prints kubectl’s options', () => {
		const some = { flags: set.flags.filter(({ name }) => ['publish', 'pull', 'detach'].includes(name)) };
		expect(kubectlFlagUsages(some)).toBe(
			`    -d, --detach=false:\n\tRun container in background and print container ID\n\n    -p, --publish=[]:\n\tPublish a container's port(s) to the host\n\n    --pull='missing':\n\tPull image before running ("always", "missing", "never")\n\n`
		);
		expect(kubectlFlagUsages({ flags: some.flags.slice(0, 1) }, { columns: 40 })).toBe(
			"    -p, --publish=[]:\n\tPublish a container's port(s)\n\tto the host\n\n"
		);
	});
});

describe('commands', () => {
	const root: CommandNode = {
		name: 'kubectl',
		commands: [{ name: 'get' }, { name: 'delete' }, { name: 'config', aliases: ['cfg'], commands: [{ name: 'view' }] }]
	};

	it('it finds the command among flags', () => {
		const found = findCommand(root, ['-d', '--pull', 'x', 'cfg', '-p', 'get', 'view', 'a'], set);
		expect([found.path.map(({ name }) => name), found.args]).toEqual([
			['kubectl', 'config', 'view'],
			['-d', '--pull', 'x', '-p', 'get', 'a']
		]);
	});

	it('it suggests what was meant', () => {
		expect(unknownCommand('gte', 'kubectl', suggestionsFor('gte', root.commands ?? []))).toBe(
			'unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n'
		);
		expect(unknownCommand('xyzzy', 'kubectl', suggestionsFor('xyzzy', root.commands ?? []))).toBe('unknown command "xyzzy" for "kubectl"');
	});

	it('it checks arguments and flags', () => {
		const parsed = parseFlags(set, ['--pull=x', '-d']);
		expect([
			checkArgs(['a'], { max: 0 }, 'k x'),
			checkArgs([], { min: 1, max: 1 }, 'k'),
			checkArgs([], { min: 1 }, 'k'),
			checkArgs(['a', 'b'], { max: 1 }, 'k'),
			checkArgs(['a'], { min: 1, max: 2 }, 'k')
		]).toEqual([
			'unknown command "a" for "k x"',
			'accepts 1 arg(s), received 0',
			'requires at least 1 arg(s), only received 0',
			'accepts at most 1 arg(s), received 2',
			undefined
		]);
		expect(checkRequiredFlags(parsed, ['pull', 'memory', 'label'])).toBe('required flag(s) "memory", "label" not set');
		expect(checkExclusiveFlags(parsed, ['pull', 'detach', 'memory'])).toBe(
			'if any flags in the group [pull detach memory] are set none of the others can be; [detach pull] were all set'
		);
	});
});
