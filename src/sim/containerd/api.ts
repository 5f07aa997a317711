// What programs outside this room use of containerd: its socket, its services' types, the CRI's, the OCI runtime spec, and typed call functions.
// Start reading at services.ts (dockerd, ctr) or cri.ts (kubelet, crictl); client.ts has `containerd(namespace, method, params)` and `cri(method, params)`.
export * from './client.ts';
export type * from './cri.ts';
export { dial, RpcError, type RpcCode } from './rpc.ts';
export type * from './runtime-spec.ts';
export * from './services.ts';
