// The part of the network that no first prompt needs: connections and datagrams, and what netlink does beyond setting up interfaces.
import type { Operations } from './netlink-call.ts';
import { addNamed, deleteNamed, listNamed } from './netlink-named.ts';
import { addChain, addRule, deleteChain, deleteRule, flushChain, replaceChains, replaceRule, setPolicy } from './netlink-rules.ts';
import { listRoutes, listRules, listSockets } from './netlink-tables.ts';
export { arriveDatagram, datagramFailed } from './datagram.ts';
export { connectOutside, endOutside, readyOutside, roomOutside, sendOutside, takeOutside } from './outside.ts';
export { socketCalls } from './socket-calls.ts';
export { streamOps } from './socket-ops.ts';
export { acknowledge, closeStream, deliver, fallSilent, probeKeepalive } from './stream.ts';

export const operations: Partial<Operations> = {
	routes: (kernel, ns) => listRoutes(kernel.state.net, ns),
	rules: (_kernel, ns, request) => listRules(ns, request.table),
	'chain.add': (_kernel, ns, request) => addChain(ns, request.table, request.chain),
	'chain.delete': (_kernel, ns, request) => deleteChain(ns, request.table, request.chain),
	'chain.policy': (_kernel, ns, request) => setPolicy(ns, request.table, request.chain, request.policy),
	'chain.flush': (_kernel, ns, request) => flushChain(ns, request.table, request.chain),
	'rule.add': (_kernel, ns, request) => addRule(ns, request.table, request.chain, request.rule, request.at),
	'rule.replace': (_kernel, ns, request) => replaceRule(ns, request.table, request.chain, request.rule, request.at),
	'rule.delete': (_kernel, ns, request) => deleteRule(ns, request.table, request.chain, request.rule),
	'rules.replace': (_kernel, ns, request) => replaceChains(ns, request.table, request.prefix, request.chains),
	sockets: listSockets,
	'netns.add': (kernel, _ns, request) => addNamed(kernel, request.name),
	'netns.delete': (kernel, _ns, request) => deleteNamed(kernel, request.name),
	'netns.list': listNamed
};
