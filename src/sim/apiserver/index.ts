// The room's only door: the kube-apiserver program.
export { kubeApiserver } from './server.ts';
export { version } from './paths.ts';
