// kubectl config: the kubeconfig files themselves.
import { Errno, type Sys } from '../../../engine/index.ts';
import { getcwd, readFile, stat } from '../../../kernel/index.ts';
import { base64, goQuote, kubectlTable, tabulate } from '../../../values/index.ts';
import { arr, obj, put, str, type Json } from '../dig.ts';
import { Failure, throwAll } from '../failure.ts';
import { reasonOf } from '../generate/data.ts';
import { configHelp } from '../help/config.ts';
import { helpText } from '../help.ts';
import { configPaths, defaultFile, entriesOf, loadFile, loadFiles, named, sections, writeConfig, type KubeConfig, type Section } from '../kubeconfig.ts';
import { outputPrinter } from '../print/output.ts';
import { err, out, type Session } from '../session.ts';
import { command, type Command } from '../tree.ts';

/** Prints the command's help, then fails (helpErrorf). */
function* helpError(s: Session, message: string): Sys<never> {
	yield* out(helpText([{ name: 'kubectl', use: 'kubectl', short: '' }, { name: 'config', use: 'config', short: '' }, s.command]));
	throw new Failure(message);
}
const goList = (words: readonly string[]): string => `[${words.join(' ')}]`;

/** The file that defines an entry, else the default one; and its contents. */
function* fileOf(s: Session, section: Section | 'current-context', name: string): Sys<{ path: string; file: Json }> {
	if (section !== 'current-context') {
		const merged = yield* loadFiles2(s);
		const found = merged[section].find((entry) => entry.name === name);
		if (found) return { path: found.file, file: (yield* loadFile(found.file)) ?? {} };
	} else {
		for (const path of configPaths(s).paths) {
			const file = yield* loadFile(path);
			if (str(file, 'current-context') !== '') return { path, file: file ?? {} };
		}
	}
	const path = yield* defaultFile(s);
	return { path, file: (yield* loadFile(path)) ?? {} };
}
/** As loadFiles, but a named file may be missing. */
function* loadFiles2(s: Session): Sys<KubeConfig> {
	const merged = {
		clusters: [] as KubeConfig['clusters'][number][],
		contexts: [] as KubeConfig['contexts'][number][],
		users: [] as KubeConfig['users'][number][]
	};
	let currentContext = '';
	for (const path of configPaths(s).paths) {
		const file = yield* loadFile(path);
		if (currentContext === '') currentContext = str(file, 'current-context');
		for (const section of ['clusters', 'contexts', 'users'] as const)
			for (const entry of entriesOf(file, section, path)) if (!named(merged[section], entry.name)) merged[section].push(entry);
	}
	return { ...merged, currentContext };
}
const entriesWithout = (file: Json, section: Section, name: string): unknown[] => arr(file, section).filter((entry) => str(entry, 'name') !== name);
const withEntry = (file: Json, section: Section, name: string, value: Json): Json => ({
	...file,
	[section]: [...entriesWithout(file, section, name), { name, [sections[section]]: value }]
});
const ownEntry = (file: Json, section: Section, name: string): Json =>
	obj(
		arr(file, section).find((entry) => str(entry, 'name') === name),
		sections[section]
	);

function* view(s: Session): Sys<number> {
	if (s.args.length > 0) throw s.usage(`unexpected arguments: ${goList(s.args)}`);
	const { explicit } = configPaths(s);
	const merged = s.str('merge') === 'false' ? undefined : yield* loadFiles2(s);
	if (!merged && !explicit) throw new Failure('if merge==false a precise file must be specified');
	let config = merged ?? (yield* loadFiles(s));
	if (s.bool('minify')) config = minified(config, s.str('context') || config.currentContext);
	const shown = (section: Section): unknown =>
		config[section].length === 0
			? null
			: [...config[section]]
					.sort((a, b) => (a.name < b.name ? -1 : 1))
					.map(({ name, value }) => ({ name, [sections[section]]: s.bool('raw') ? value : hidden(value) }));
	const value: Json = {
		kind: 'Config',
		apiVersion: 'v1',
		clusters: shown('clusters'),
		users: shown('users'),
		contexts: shown('contexts'),
		'current-context': s.bool('minify') && s.str('context') !== '' ? s.str('context') : config.currentContext
	};
	const print = yield* outputPrinter(s, { typed: true });
	if (print) yield* print(value);
	return 0;
}
const secretFields = ['certificate-authority-data', 'client-certificate-data', 'client-key-data'];
function hidden(value: Json): Json {
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [
			key,
			secretFields.includes(key) && item !== '' ? 'DATA+OMITTED' : (key === 'token' || key === 'password') && item !== '' ? 'REDACTED' : item
		])
	);
}
function minified(config: KubeConfig, current: string): KubeConfig {
	if (current === '') throw new Failure('current-context must exist in order to minify');
	const context = config.contexts.find(({ name }) => name === current);
	if (!context) throw new Failure(`cannot locate context ${current}`);
	return {
		currentContext: current,
		contexts: [context],
		clusters: config.clusters.filter(({ name }) => name === str(context.value, 'cluster')),
		users: config.users.filter(({ name }) => name === str(context.value, 'user'))
	};
}

function* getContexts(s: Session): Sys<number> {
	const output = s.str('output');
	if (output !== '' && output !== 'name')
		throw new Failure(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`);
	const config = yield* loadFiles2(s);
	const errors = s.args.filter((name) => !named(config.contexts, name)).map((name) => new Failure(`context ${name} not found`));
	const names = (s.args.length === 0 ? config.contexts.map(({ name }) => name) : s.args.filter((name) => named(config.contexts, name))).slice().sort();
	let lines = '';
	if (!s.bool('no-headers') && output !== 'name') lines += 'CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n';
	for (const name of names) {
		const context = named(config.contexts, name);
		lines +=
			output === 'name'
				? `${name}\n`
				: `${config.currentContext === name ? '*' : ' '}\t${name}\t${str(context, 'cluster')}\t${str(context, 'user')}\t${str(context, 'namespace')}\n`;
	}
	yield* out(tabulate(lines, kubectlTable));
	throwAll(errors);
	return 0;
}
function* currentContext(s: Session): Sys<number> {
	const { currentContext: name } = yield* loadFiles2(s);
	if (name === '') throw new Failure('current-context is not set');
	yield* out(`${name}\n`);
	return 0;
}
const getNames = (section: Section) =>
	function* (s: Session): Sys<number> {
		const config = yield* loadFiles2(s);
		yield* out(
			`NAME\n${config[section]
				.map(({ name }) => `${name}\n`)
				.sort()
				.join('')}`
		);
		return 0;
	};

function* useContext(s: Session): Sys<number> {
	if (s.args.length !== 1) return yield* helpError(s, `Unexpected args: ${goList(s.args)}`);
	const [name = ''] = s.args;
	if (name === '') throw new Failure('empty context names are not allowed');
	const config = yield* loadFiles2(s);
	if (!named(config.contexts, name)) throw new Failure(`no context exists with the name: ${goQuote(name)}`);
	const { path, file } = yield* fileOf(s, 'current-context', name);
	yield* writeConfig(path, { ...file, 'current-context': name });
	yield* out(`Switched to context ${goQuote(name)}.\n`);
	return 0;
}
function* setContext(s: Session): Sys<number> {
	if (s.args.length > 1) return yield* helpError(s, `Unexpected args: ${goList(s.args)}`);
	const current = s.bool('current');
	if (s.args.length === 0 && !current) throw new Failure('you must specify a non-empty context name or --current');
	if (s.args.length > 0 && current) throw new Failure('you cannot specify both a context name and --current');
	const config = yield* loadFiles2(s);
	const name = current ? config.currentContext : (s.args[0] ?? '');
	if (name === '') throw new Failure(current ? 'no current context is set' : 'you must specify a non-empty context name or --current');
	const existed = named(config.contexts, name) !== undefined;
	const { path, file } = yield* fileOf(s, 'contexts', name);
	const value: Record<string, unknown> = { ...ownEntry(file, 'contexts', name) };
	value.cluster ??= '';
	value.user ??= '';
	for (const flag of ['cluster', 'user', 'namespace']) if (s.changed(flag)) value[flag] = s.str(flag);
	if (value.namespace === '') delete value.namespace;
	yield* writeConfig(path, withEntry(file, 'contexts', name, value));
	yield* out(`Context ${goQuote(name)} ${existed ? 'modified' : 'created'}.\n`);
	return 0;
}
/** A path as written to the file: absolute, as given relative to here. */
function* fullPath(path: string): Sys<string> {
	return path === '' || path.startsWith('/') ? path : `${yield* getcwd()}/${path}`;
}
function* embedded(path: string, what: string): Sys<string> {
	try {
		yield* stat(path);
		return base64(yield* readFile(path));
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`could not ${what} ${path}: open ${path}: ${reasonOf(error)}`);
		throw error;
	}
}
function* setFile(s: Session, value: Record<string, unknown>, flag: string): Sys<void> {
	if (!s.changed(flag)) return;
	const path = s.str(flag);
	if (s.str('embed-certs') === 'true' && path !== '') {
		value[`${flag}-data`] = yield* embedded(path, flag === 'certificate-authority' ? 'stat certificate-authority file' : `read ${flag} data from`);
		delete value[flag];
	} else if (path !== '') {
		value[flag] = yield* fullPath(path);
		delete value[`${flag}-data`];
	}
}
function* setCluster(s: Session): Sys<number> {
	if (s.args.length !== 1) return yield* helpError(s, `Unexpected args: ${goList(s.args)}`);
	const [name = ''] = s.args;
	if (name === '') throw new Failure('you must specify a non-empty cluster name');
	const insecure = s.str('insecure-skip-tls-verify') === 'true';
	if (insecure && s.str('certificate-authority') !== '') throw new Failure('you cannot specify a certificate authority and insecure mode at the same time');
	if (s.str('embed-certs') === 'true' && s.str('certificate-authority') === '') throw new Failure('you must specify a --certificate-authority to embed');
	const { path, file } = yield* fileOf(s, 'clusters', name);
	const value: Record<string, unknown> = { ...ownEntry(file, 'clusters', name) };
	if (s.changed('server')) value.server = s.str('server').replace(/\/$/, '');
	value.server ??= '';
	if (s.changed('tls-server-name')) value['tls-server-name'] = s.str('tls-server-name');
	if (s.changed('proxy-url')) value['proxy-url'] = s.str('proxy-url');
	if (s.changed('insecure-skip-tls-verify')) {
		if (insecure) {
			value['insecure-skip-tls-verify'] = true;
			delete value['certificate-authority'];
			delete value['certificate-authority-data'];
		} else delete value['insecure-skip-tls-verify'];
	}
	yield* setFile(s, value, 'certificate-authority');
	yield* writeConfig(path, withEntry(file, 'clusters', name, value));
	yield* out(`Cluster ${goQuote(name)} set.\n`);
	return 0;
}
function* setCredentials(s: Session): Sys<number> {
	if (s.args.length !== 1) return yield* helpError(s, `Unexpected args: ${goList(s.args)}`);
	const [name = ''] = s.args;
	const methods = [s.str('token') !== '', s.str('username') !== '' || s.str('password') !== ''].filter(Boolean).length;
	if (methods > 1) throw new Failure("you cannot specify more than one authentication method at the same time: '--token', '--username/--password'");
	const { path, file } = yield* fileOf(s, 'users', name);
	const value: Record<string, unknown> = { ...ownEntry(file, 'users', name) };
	yield* setFile(s, value, 'client-certificate');
	yield* setFile(s, value, 'client-key');
	for (const flag of ['token', 'username', 'password']) if (s.changed(flag)) value[flag] = s.str(flag);
	if (s.changed('token')) {
		delete value.username;
		delete value.password;
	} else if (s.changed('username') || s.changed('password')) delete value.token;
	if (s.changed('exec-command'))
		value.exec = {
			apiVersion: s.str('exec-api-version'),
			command: s.str('exec-command'),
			args: s.list('exec-arg'),
			env: null,
			interactiveMode: 'IfAvailable',
			provideClusterInfo: s.str('exec-provide-cluster-info') === 'true'
		};
	yield* writeConfig(path, withEntry(file, 'users', name, value));
	yield* out(`User ${goQuote(name)} set.\n`);
	return 0;
}
const remove = (section: Section, what: string) =>
	function* (s: Session): Sys<number> {
		if (s.args.length !== 1) {
			if (section === 'users') throw s.usage('user to delete is required');
			yield* out(helpText([{ name: 'kubectl', use: 'kubectl', short: '' }, { name: 'config', use: 'config', short: '' }, s.command]));
			return 0;
		}
		const [name = ''] = s.args;
		const config = yield* loadFiles2(s);
		const shown = configPaths(s).explicit ? s.str('kubeconfig') : yield* defaultFile(s);
		const found = config[section].find((entry) => entry.name === name);
		if (!found) throw new Failure(`cannot delete ${what} ${name}, not in ${shown}`);
		if (section === 'contexts' && config.currentContext === name)
			yield* err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
		const file = (yield* loadFile(found.file)) ?? {};
		yield* writeConfig(found.file, { ...file, [section]: entriesWithout(file, section, name) });
		yield* out(`deleted ${what} ${name} from ${shown}\n`);
		return 0;
	};

function* renameContext(s: Session): Sys<number> {
	if (s.args.length !== 2) return yield* helpError(s, `Unexpected args: ${goList(s.args)}`);
	const [from = '', to = ''] = s.args;
	if (to === '') throw new Failure('You must specify a new non-empty context name');
	const config = yield* loadFiles2(s);
	const shown = configPaths(s).explicit ? s.str('kubeconfig') : yield* defaultFile(s);
	const found = config.contexts.find((entry) => entry.name === from);
	if (!found) throw new Failure(`cannot rename the context ${goQuote(from)}, it's not in ${shown}`);
	if (named(config.contexts, to)) throw new Failure(`cannot rename the context ${goQuote(from)}, the context ${goQuote(to)} already exists in ${shown}`);
	const file = (yield* loadFile(found.file)) ?? {};
	const renamed = withEntry({ ...file, contexts: entriesWithout(file, 'contexts', from) }, 'contexts', to, ownEntry(file, 'contexts', from));
	yield* writeConfig(found.file, config.currentContext === from ? { ...renamed, 'current-context': to } : renamed);
	yield* out(`Context ${goQuote(from)} renamed to ${goQuote(to)}.\n`);
	return 0;
}

const isSection = (name: string): name is Section => Object.hasOwn(sections, name);
/** "contexts.dev.namespace" in its parts; names may hold dots when an entry has that name. */
function stepsOf(config: KubeConfig, property: string): { section: string; name: string; field: string } {
	const [section = '', ...rest] = property.split('.');
	if (!isSection(section)) return { section, name: '', field: rest.join('.') };
	const path = rest.join('.');
	const known = config[section]
		.map(({ name }) => name)
		.filter((name) => path === name || path.startsWith(`${name}.`))
		.sort((a, b) => b.length - a.length)[0];
	if (known !== undefined) return { section, name: known, field: path.slice(known.length + 1) };
	return rest.length > 1 ? { section, name: rest.slice(0, -1).join('.'), field: rest[rest.length - 1] ?? '' } : { section, name: path, field: '' };
}
const fields: Readonly<Record<Section, readonly string[]>> = {
	clusters: [
		'server',
		'certificate-authority',
		'certificate-authority-data',
		'insecure-skip-tls-verify',
		'tls-server-name',
		'proxy-url',
		'disable-compression'
	],
	contexts: ['cluster', 'user', 'namespace'],
	users: ['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile', 'username', 'password', 'as']
};
function* setProperty(s: Session): Sys<number> {
	if (s.args.length !== 2) return yield* helpError(s, `Unexpected args: ${goList(s.args)}`);
	const [property = '', value = ''] = s.args;
	if (value === '') throw new Failure('you cannot use set to unset a property');
	const config = yield* loadFiles2(s);
	const { section, name, field } = stepsOf(config, property);
	if (section === 'current-context') {
		const { path, file } = yield* fileOf(s, 'current-context', value);
		yield* writeConfig(path, { ...file, 'current-context': value });
	} else if (isSection(section)) {
		if (field === '') throw new Failure(`can't set a map to a value: map[string]*api.${section}`);
		if (!fields[section].includes(field)) throw new Failure(`unable to locate path config.navigationStep{stepValue:"${field}"} under {}`);
		const { path, file } = yield* fileOf(s, section, name);
		const data = field.endsWith('-data') && s.str('set-raw-bytes') !== 'false' && s.str('set-raw-bytes') !== '' ? base64(value) : value;
		yield* writeConfig(
			path,
			withEntry(
				file,
				section,
				name,
				put(ownEntry(file, section, name), [field], field === 'insecure-skip-tls-verify' || field === 'disable-compression' ? value === 'true' : data)
			)
		);
	} else throw new Failure(`unable to parse ${property} after [] at api.Config`);
	yield* out(`Property ${goQuote(property)} set.\n`);
	return 0;
}
function* unsetProperty(s: Session): Sys<number> {
	if (s.args.length !== 1) return yield* helpError(s, `Unexpected args: ${goList(s.args)}`);
	const [property = ''] = s.args;
	const config = yield* loadFiles2(s);
	const { section, name, field } = stepsOf(config, property);
	if (section === 'current-context') {
		const { path, file } = yield* fileOf(s, 'current-context', '');
		yield* writeConfig(path, { ...file, 'current-context': '' });
	} else if (isSection(section) && name !== '') {
		const { path, file } = yield* fileOf(s, section, name);
		const own = ownEntry(file, section, name);
		if (field === '') {
			if (!named(config[section], name)) throw new Failure(`current map key \`${name}\` is invalid`);
			yield* writeConfig(path, { ...file, [section]: entriesWithout(file, section, name) });
		} else yield* writeConfig(path, withEntry(file, section, name, put(own, [field], undefined)));
	} else if (isSection(section)) {
		const path = yield* defaultFile(s);
		yield* writeConfig(path, { ...(yield* loadFile(path)), [section]: [] });
	} else throw new Failure(`unable to parse ${property} after [] at api.Config`);
	yield* out(`Property ${goQuote(property)} unset.\n`);
	return 0;
}

const contextNames = function* (s: Session): Sys<readonly string[]> {
	return (yield* loadFiles2(s)).contexts.map(({ name }) => name);
};
export const config: Command = command(configHelp, {
	subs: {
		'current-context': { run: currentContext },
		'delete-cluster': { run: remove('clusters', 'cluster') },
		'delete-context': { run: remove('contexts', 'context'), complete: contextNames },
		'delete-user': { run: remove('users', 'user') },
		'get-clusters': { run: getNames('clusters') },
		'get-contexts': { run: getContexts, complete: contextNames },
		'get-users': { run: getNames('users') },
		'rename-context': { run: renameContext, complete: contextNames },
		set: { run: setProperty },
		'set-cluster': { run: setCluster },
		'set-context': { run: setContext, complete: contextNames },
		'set-credentials': { run: setCredentials },
		unset: { run: unsetProperty },
		'use-context': { run: useContext, complete: contextNames },
		view: { run: view }
	}
});
