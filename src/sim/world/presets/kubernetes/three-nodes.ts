// The world `k8s-3`: made once, when it is first chosen; nothing in it changes.
import { cluster } from './index.ts';

export const threeNodes = cluster('k8s-3', ['control-plane', 'worker', 'worker2']);
