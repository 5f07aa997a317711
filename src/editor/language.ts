// Which language a file is, by its name and first line; and what "apply" means for it: the command one would type at work.

/** Languages of the editor; 'plaintext' has no colours. */
export type Language =
	'yaml' | 'dockerfile' | 'shell' | 'javascript' | 'json' | 'nginx' | 'ini' | 'python' | 'html' | 'css' | 'markdown' | 'sql' | 'go' | 'plaintext';

const endings: Readonly<Record<string, Language>> = {
	yaml: 'yaml',
	yml: 'yaml',
	sh: 'shell',
	bash: 'shell',
	bashrc: 'shell',
	profile: 'shell',
	env: 'ini',
	js: 'javascript',
	mjs: 'javascript',
	cjs: 'javascript',
	ts: 'javascript',
	json: 'json',
	ini: 'ini',
	toml: 'ini',
	cnf: 'ini',
	service: 'ini',
	py: 'python',
	html: 'html',
	htm: 'html',
	css: 'css',
	md: 'markdown',
	sql: 'sql',
	go: 'go'
};
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export function languageOf(path: string, text: string): Language {
	const name = nameOf(path);
	if (/^(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?$/i.test(name)) return 'dockerfile';
	if (name.endsWith('.conf') || path.includes('/nginx/'))
		return /^\s*(?:server|http|events|upstream|location|worker_processes)\b/m.test(text) ? 'nginx' : 'ini';
	if (name === 'kubeconfig' || path.endsWith('/.kube/config')) return 'yaml';
	const known = endings[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
	if (known) return known;
	if (/^#!.*\b(?:ba|da|a)?sh\b/.test(text)) return 'shell';
	return /^#!.*\bnode\b/.test(text) ? 'javascript' : /^#!.*\bpython/.test(text) ? 'python' : 'plaintext';
}

/** Whether a file is one that Node runs, or tells what it runs. */
export const isNodeFile = (path: string): boolean => /\.[cm]?js$/.test(path) || nameOf(path) === 'package.json';
export const isCompose = (path: string): boolean => /^(?:.*[.-])?(?:docker-)?compose(?:[.-].*)?\.ya?ml$/.test(nameOf(path));
export const isManifest = (text: string): boolean => /^apiVersion:/m.test(text) && /^kind:/m.test(text);

/** A word as a shell reads it. */
export const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** What Ctrl Enter types into the terminal for a file, and the word on its button. */
export function applyOf(path: string, text: string): { readonly name: string; readonly command: string } | undefined {
	const folder = path.slice(0, path.lastIndexOf('/')) || '/';
	const language = languageOf(path, text);
	const here = quoted(path);
	if (nameOf(path) === 'kustomization.yaml') return { name: 'Apply', command: `kubectl apply -k ${quoted(folder)}` };
	if (isCompose(path)) return { name: 'Up', command: `docker compose -f ${here} up -d` };
	if (language === 'yaml' && isManifest(text)) return { name: 'Apply', command: `kubectl apply -f ${here}` };
	if (language === 'dockerfile') {
		const tag =
			nameOf(folder)
				.toLowerCase()
				.replaceAll(/[^a-z0-9._-]/g, '') || 'app';
		const file = nameOf(path) === 'Dockerfile' ? '' : `-f ${here} `;
		return { name: 'Build', command: `docker build ${file}-t ${tag} ${quoted(folder)}` };
	}
	if (language === 'shell') return { name: 'Run', command: `${/^#!.*\bbash/.test(text) ? 'bash' : 'sh'} ${here}` };
	return undefined;
}
