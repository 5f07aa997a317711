// The room's only door: the programs of the Docker Engine (dockerd, docker-proxy, docker-init).
import type { ProgramRow } from '../kernel/index.ts';
import { dockerInit } from './init.ts';
import { dockerd } from './main.ts';
import { dockerProxy } from './proxy.ts';

/** Executables: /usr/bin/dockerd, /usr/bin/docker-proxy, /usr/bin/docker-init. */
export const dockerdPrograms: readonly ProgramRow[] = [dockerd, dockerProxy, dockerInit].map((code) => ({ name: code.name, code }));

/** What the build client says and hears. */
export type * from './builder/protocol.ts';

/** A client of registries that needs no daemon: the build client speaks to them itself. */
export { call as callRegistry, endpointsOf, failureOf, openSession, RegistryFailure, textBody, type Session as RegistrySession } from './images/registry.ts';
