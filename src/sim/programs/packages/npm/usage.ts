// What npm says of a command's use, as `npm COMMAND -h` prints it and EUSAGE repeats it. Only the commands that are modelled have a row.

const common = [
	'[--include <prod|dev|optional|peer> [--include <prod|dev|optional|peer> ...]]',
	'[-w|--workspace <workspace-name> [-w|--workspace <workspace-name> ...]]',
	'[-ws|--workspaces] [--include-workspace-root] [--install-links]'
];
const [include = '', workspace = '', workspaces = ''] = common;

interface Usage {
	readonly about: string;
	readonly forms: readonly string[];
	readonly options: readonly string[];
	readonly aliases: string;
}
const rows: Readonly<Record<string, Usage>> = {
	ci: {
		about: 'Clean install a project',
		forms: ['npm ci'],
		options: [
			'[--install-strategy <hoisted|nested|shallow|linked>] [--legacy-bundling]',
			'[--global-style] [--omit <dev|optional|peer> [--omit <dev|optional|peer> ...]]',
			include,
			'[--strict-peer-deps] [--foreground-scripts] [--ignore-scripts] [--no-audit]',
			'[--no-bin-links] [--no-fund] [--dry-run]',
			workspace,
			workspaces
		],
		aliases: 'aliases: clean-install, ic, install-clean, isntall-clean'
	},
	install: {
		about: 'Install a package',
		forms: ['npm install [<package-spec> ...]'],
		options: [
			'[-S|--save|--no-save|--save-prod|--save-dev|--save-optional|--save-peer|--save-bundle]',
			'[-E|--save-exact] [-g|--global]',
			'[--install-strategy <hoisted|nested|shallow|linked>] [--legacy-bundling]',
			'[--global-style] [--omit <dev|optional|peer> [--omit <dev|optional|peer> ...]]',
			include,
			'[--strict-peer-deps] [--prefer-dedupe] [--no-package-lock] [--package-lock-only]',
			'[--foreground-scripts] [--ignore-scripts] [--no-audit] [--no-bin-links]',
			'[--no-fund] [--dry-run] [--cpu <cpu>] [--os <os>] [--libc <libc>]',
			workspace,
			workspaces
		],
		aliases: 'aliases: add, i, in, ins, inst, insta, instal, isnt, isnta, isntal, isntall'
	},
	cache: {
		about: 'Manipulates packages cache',
		forms: ['npm cache add <package-spec>', 'npm cache clean [<key>]', 'npm cache ls [<name>@<version>]', 'npm cache verify'],
		options: ['[--cache <cache>]'],
		aliases: ''
	},
	set: {
		about: 'Set a value in the npm configuration',
		forms: ['npm set <key>=<value> [<key>=<value> ...] (See `npm config`)'],
		options: ['[-g|--global] [-L|--location <global|user|project>]'],
		aliases: ''
	}
};

/** Lines of a command's use; empty for a command without a row. */
export function usageLines(command: string): string[] {
	const row = rows[command];
	if (!row) return [];
	return [
		row.about,
		'',
		'Usage:',
		...row.forms,
		'',
		'Options:',
		...row.options,
		'',
		...(row.aliases === '' ? [] : [row.aliases, '']),
		`Run "npm help ${command}" for more info`
	];
}

/** `npm` alone, `npm help`. */
export const overview = (home: string): string => `npm <command>

Usage:

npm install        install all the dependencies in your project
npm install <foo>  add the <foo> dependency to your project
npm test           run this project's tests
npm run <foo>      run the script named <foo>
npm <command> -h   quick help on <command>
npm -l             display usage info for all commands
npm help <term>    search for help on <term>
npm help npm       more involved overview

All commands:

    access, adduser, audit, bugs, cache, ci, completion,
    config, dedupe, deprecate, diff, dist-tag, docs, doctor,
    edit, exec, explain, explore, find-dupes, fund, get, help,
    help-search, hook, init, install, install-ci-test,
    install-test, link, ll, login, logout, ls, org, outdated,
    owner, pack, ping, pkg, prefix, profile, prune, publish,
    query, rebuild, repo, restart, root, run-script, sbom,
    search, set, shrinkwrap, star, stars, start, stop, team,
    test, token, uninstall, unpublish, unstar, update, version,
    view, whoami

Specify configs in the ini-formatted file:
    ${home === '/' ? '' : home}/.npmrc
or on the command line via: npm <command> --key=value

More configuration info: npm help config
Configuration fields: npm help 7 config

npm@10.8.2 /usr/local/lib/node_modules/npm
`;
export const known = new Set(
	'access adduser audit bugs cache ci completion config dedupe deprecate diff dist-tag docs doctor edit exec explain explore find-dupes fund get help help-search hook init install install-ci-test install-test link ll login logout ls org outdated owner pack ping pkg prefix profile prune publish query rebuild repo restart root run-script sbom search set shrinkwrap star stars start stop team test token uninstall unpublish unstar update version view whoami'.split(
		' '
	)
);
