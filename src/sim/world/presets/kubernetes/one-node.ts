// The world `k8s-1`: made once, when it is first chosen; nothing in it changes.
import { cluster } from './index.ts';

export const oneNode = cluster('k8s-1', ['control-plane']);
