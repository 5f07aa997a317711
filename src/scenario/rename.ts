// Renames what a scenario's author chose (names, published ports, files), in commands, files and expected text alike: a machine
// that has a mechanism prints the renamed text, one that only echoes a recording does not.
// Keeps a name's length, first letters and vowel pattern, so that columns, sorting and random-suffix rules stay as they were.
import { isRun, type Scenario } from './format.ts';

/** Words that mean something to a tool and are also used as names. */
const reserved = new Set(
	`default kubernetes bridge host none latest web-hook standard root admin edit view app name test true false null all pods pod node nodes worker worker2 control-plane
	kube-system kube-public kube-node-lease busybox nginx alpine redis httpd postgres python node ubuntu debian registry mysql hello-world my-plugin local overlay
	docker kubectl compose build main server client metadata spec status image images volume volumes network networks service services container containers
	deployment deployments job jobs config configs secret secrets data log logs index package dockerfile compose.yaml docker-compose requirements go`.split(/\s+/)
);

const sources: readonly RegExp[] = [
	/--name[= ]([a-z][a-z0-9-]{1,30})\b/g,
	/\b(?:network|volume) create (?:-[-a-z]+(?:[= ]\S+)? )*([a-z][a-z0-9-]{1,30})\b/g,
	/\bkubectl (?:-n \S+ )?(?:run|create (?:deployment|deploy|job|cronjob|configmap|cm|namespace|ns|serviceaccount|sa|role|clusterrole|rolebinding|secret generic|quota|pdb|service clusterip)) ([a-z][a-z0-9-]{1,30})\b/g,
	/^\s*(?:- )?name: ([a-z][a-z0-9-]{1,30})$/gm,
	/ -t ([a-z][a-z0-9-]{1,30})(?::[\w.]+)? /g
];
/** Resource types as kubectl writes them before a slash and a name. */
const typed = String.raw`\b(?:po|pods?|deploy|deployments?|rs|replicasets?|rc|replicationcontrollers?|sts|statefulsets?|ds|daemonsets?|jobs?|cj|cronjobs?|svc|services?|ep|endpoints|endpointslices?|cm|configmaps?|secrets?|ns|namespaces?|sa|serviceaccounts?|roles?|rolebindings?|clusterroles?|clusterrolebindings?|pvc|persistentvolumeclaims?|pv|persistentvolumes?|hpa|horizontalpodautoscalers?|pdb|poddisruptionbudgets?|quota|resourcequotas?|limits|limitranges?|ing|ingress(?:es)?|netpol|networkpolic(?:y|ies)|sc|storageclass(?:es)?|pc|priorityclass(?:es)?|csr|certificatesigningrequests?|default|[A-Z][A-Za-z]+)(?:\.[a-z0-9.]+)?`;
const isType = new RegExp(`^${typed}$`);
/** What stands before a repository's slash: Docker Hub's library, or a registry on this machine and its own API. */
const repository = String.raw`docker\.io/library|\blocalhost:\d+(?:/v2)?`;
const ports = /-p (?:127\.0\.0\.1:)?(\d{4,5}):(\d+)/g;

const next = (letter: string, by: number): string => {
	const alphabet = 'aeiou'.includes(letter) ? 'aeiou' : 'bcdfghjklmnpqrstvwxz';
	const at = alphabet.indexOf(letter);
	return at < 0 ? letter : (alphabet[(at + by) % alphabet.length] as string);
};

/** The name with its last letter changed. */
function renamed(name: string, by: number): string {
	for (let i = name.length - 1; i >= 0; i--) {
		const letter = name[i] as string;
		if (letter >= 'a' && letter <= 'z' && letter !== 'y') return name.slice(0, i) + next(letter, by) + name.slice(i + 1);
	}
	return name;
}

/** The scenario with its author's names and ports changed consistently; the same seed always changes the same way. */
export function renameScenario(scenario: Scenario, seed: string): Scenario {
	let by = 1;
	for (const c of seed) by = ((by * 31 + c.charCodeAt(0)) % 3) + 1;
	const texts = [
		...Object.values(scenario.files ?? {}),
		...scenario.steps.flatMap((step) => (isRun(step) ? [step.run, step.stdin ?? ''] : Object.values(step.write ?? {})))
	];
	const all = texts.join('\n');
	const names = new Map<string, string>();
	for (const source of sources) {
		for (const match of all.matchAll(source)) {
			const name = match[1] as string;
			if (reserved.has(name) || isType.test(name)) continue;
			// A name that is also a flag, a schedule's word or a directory of the system is left alone: it cannot be told which is meant.
			if (new RegExp(`--${name}\\b|@${name}\\b|(?:^|[\\s>"'=])/${name}/`, 'm').test(all)) continue;
			// A name that is also an image or a path of one is left alone.
			if (
				new RegExp(`(?:image: |image=|docker (?:pull|run|tag|push)[^\\n]* )(?:\\S*/)?${name}(?::|\\s|$)`, 'm').test(all) &&
				!new RegExp(` -t ${name}\\b`).test(all)
			)
				continue;
			names.set(name, renamed(name, by));
		}
	}
	for (const to of names.values()) if (names.has(to)) return { ...scenario };
	const numbers = new Map<string, string>();
	const published = [...all.matchAll(ports)].map((match) => [match[1] as string, match[2] as string] as const);
	// A port a program inside listens on is the image's, not the author's.
	const inside = new Set(published.map(([, port]) => port));
	for (const [port] of published) if (!inside.has(port)) numbers.set(port, String(Number(port) + by));
	const longest = [...names.keys()].sort((a, b) => b.length - a.length);
	const pattern = longest.length
		? new RegExp(
				`(?<![A-Za-z0-9._]|(?<!${typed}|https?:/|${repository}|^|["=\\s]|'s)/)(?:${longest.join('|')})(?![A-Za-z0-9]|\\.(?:com|org|io|conf|html))`,
				'gm'
			)
		: null;
	const portPattern = numbers.size ? new RegExp(`(?<![0-9.])(?:${[...numbers.keys()].join('|')})(?![0-9])`, 'g') : null;
	const change = (text: string): string => {
		const once = pattern ? text.replace(pattern, (name) => names.get(name) ?? name) : text;
		return portPattern ? once.replace(portPattern, (port) => numbers.get(port) ?? port) : once;
	};
	const changeAll = (files: Record<string, string>) => Object.fromEntries(Object.entries(files).map(([path, content]) => [change(path), change(content)]));
	return {
		...scenario,
		...(scenario.files ? { files: changeAll(scenario.files) } : {}),
		steps: scenario.steps.map((step) => {
			if (!isRun(step)) return step.write ? { ...step, write: changeAll(step.write) } : step;
			return {
				...step,
				run: change(step.run),
				...(step.stdin === undefined ? {} : { stdin: change(step.stdin) }),
				...(step.stdout === undefined ? {} : { stdout: change(step.stdout) }),
				...(step.stderr === undefined ? {} : { stderr: change(step.stderr) })
			};
		})
	};
}
