// How the machine's code is cut into files: what its first prompt needs is one, since each file more is one more journey before it begins;
// what comes late is a few. Used by the site's build and by the measure of the machine alone (size-machine.ts).

/** What the late parts hold. */
const calls =
	/\/kernel\/(?:(?:cgroup-late|late|process-info|replay|system-late)\.ts|files\/(?:proc\/|sys\/|(?:attributes-late|generated|late-calls|layer-calls|mount-calls|mount-lists|mounts-late|names-late|overlay)\.ts))/;
const net =
	/\/kernel\/net\/(?:late|http-bytes|http-state|netlink-(?:rules|tables|named)|connect|datagram|neighbour|netfilter|outside|socket-calls|socket-ops|stream|walk)\.ts/;
/** What only programs use: in the file of those that do. */
const library = /\/kernel\/(?:libc|net\/(?:dns|libc|resolver))\.ts/;
const shell =
	/\/programs\/sh\/(?:(?:late|condition-expression|dev-tcp|jobs|parameter-operators|pipeline|print|scripts|select|simple-late|texts)\.ts|builtins\/(?!(?:declare|files|index|options|set|source|subscript|test)\.ts)|readline\/(?:late|commands|complete|completers|edit|history-expand|search)\.ts)/;
/** What the worker's entry shares with programs that come later. */
const shared = /\/src\/(?:sim\/(?:engine|kernel)\/|sim\/programs\/utilities\/lib\/text|sim\/values\/(?:bytes|strings)\.ts|worker\/late\.ts)/;

const values = /\/src\/sim\/values\/(?:json|json-parse|strftime|time)\.ts/;

export const machineFiles = {
	groups: [
		// One file for all parts: who comes back needs them at once, and the first visit fetches them together.
		{ name: 'machine-late', test: (id: string): boolean => calls.test(id) || net.test(id) || shell.test(id) || values.test(id), priority: 2 },
		{ name: 'machine', test: (id: string): boolean => shared.test(id) && !library.test(id), priority: 1 }
	],
	includeDependenciesRecursively: false
};

/** The machine's modules only define things: what nobody imports from an index is left out. */
export const onlyDefines = (id: string): boolean => !/\/src\/(?:sim|scenario|lessons|views)\/.*\.ts$|\/node_modules\/(?:re2js|@noble|yaml)\//.test(id);
