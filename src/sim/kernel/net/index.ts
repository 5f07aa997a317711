// The network's door inside the kernel.
// socket-file comes first: the kernel's table of file kinds is built from it while the handlers are still loading.
export { socketOps } from './socket-file.ts';
export { registerNet } from './events.ts';
export { netHandlers } from './handlers.ts';
export { configureNet } from './netlink-call.ts';
export { dropNetNamespace, newNetNamespace } from './netns.ts';
export { initialNet, type NetState } from './state.ts';
export type { Wire } from './wire.ts';
