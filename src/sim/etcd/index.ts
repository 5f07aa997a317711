// The room's only door: the etcd program and its protocol.
export * from './protocol.ts';
export { etcd } from './server.ts';
export { compact, newKeyspace, range, transact } from './keyspace.ts';
export { parseSnapshot, snapshotText, writeSnapshot, ensureDirectory } from './disk.ts';
export { etcdctl, etcdutl } from './etcdctl.ts';
