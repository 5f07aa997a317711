// The network's door inside the kernel.
export { registerNet } from './events.ts';
export { closeSocket, netHandlers, socketOps } from './handlers.ts';
export { dropNetNamespace, newNetNamespace } from './netns.ts';
export { initialNet, type NetState } from './state.ts';
export type { Wire } from './wire.ts';
