// The network's door inside the kernel.
// socket-ops comes first: the kernel's table of file kinds is built from it while the handlers are still loading.
export { closeSocket, socketOps } from './socket-ops.ts';
export { registerNet } from './events.ts';
export { netHandlers } from './handlers.ts';
export { configureNet } from './netlink-call.ts';
export { dropNetNamespace, newNetNamespace } from './netns.ts';
export { connectOutside, endOutside, readyOutside, roomOutside, sendOutside, takeOutside } from './outside.ts';
export { initialNet, type NetState } from './state.ts';
export { fallSilent } from './stream.ts';
export type { Wire } from './wire.ts';
