// How the machine's code is cut into files: what its first prompt needs is one, since each file more is one more journey before it begins;
// what comes late is a few. Used by the site's build and by the measure of the machine alone (size-machine.ts).

const kernel = /\/src\/sim\/kernel\//;
/** Of the kernel, by path below it: what its late parts hold, and what only programs use that come later themselves. */
const files = /\/kernel\/files\/(?:late\.ts|proc\/|sys\/|generated\.ts|overlay\.ts|mount-calls\.ts|mount-lists\.ts|layer-calls\.ts)/;
const net = /\/kernel\/net\/(?:late\.ts|http-bytes\.ts|netlink-(?:rules|tables|named)\.ts|resolver\.ts|libc\.ts)/;
/** What the worker's entry shares with programs that come later. */
const shared =
	/\/src\/(?:sim\/engine\/|sim\/programs\/utilities\/lib\/(?:quote|text|tool)|sim\/values\/(?:bytes|json|json-parse|strftime|strings|time)|worker\/late)/;

export const machineGroups = [
	{ name: 'kernel-files', test: files, priority: 3 },
	{ name: 'kernel-net', test: net, priority: 3 },
	{ name: 'machine', test: (id: string): boolean => kernel.test(id) || shared.test(id), priority: 2 }
];

/** The machine's modules only define things: what nobody imports from an index is left out. */
export const onlyDefines = (id: string): boolean => !/\/src\/(?:sim|scenario|lessons|views)\/.*\.ts$|\/node_modules\/(?:re2js|unbash|@noble|yaml)\//.test(id);
