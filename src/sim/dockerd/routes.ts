// The Engine API's table: method, path pattern (stars match anything, slashes too), handler. The first row that fits answers.
// Invariant: what has no row is 404 "page not found", as the real router says.
import type { Handler } from './http.ts';
import { containerChanges, exportContainer, getArchive, headArchive, putArchive } from './containers/archive.ts';
import { attachContainer } from './containers/attach.ts';
import { renameContainer, updateResources } from './containers/change.ts';
import { createContainer } from './containers/create.ts';
import { createExec, inspectExec, resizeContainer, resizeExec, startExec } from './containers/exec.ts';
import { getLogs } from './containers/logs.ts';
import { inspectContainer, listContainers } from './containers/read.ts';
import { deleteContainer, pruneContainers } from './containers/remove.ts';
import { postStart } from './containers/start.ts';
import { getStats } from './containers/stats.ts';
import { postKill, postPause, postRestart, postStop, postUnpause } from './containers/stop.ts';
import { topContainer } from './containers/top.ts';
import { waitContainer } from './containers/wait.ts';
import { getEvents } from './events.ts';
import { loadArchive, saveImages } from './images/archive.ts';
import { auth, distribution, search } from './images/hub.ts';
import { commit } from './images/import.ts';
import { createImage } from './images/pull.ts';
import { pushImage } from './images/push.ts';
import { imageHistory, inspectImage, listImages } from './images/read.ts';
import { deleteImage, pruneImages, tagImage } from './images/remove.ts';
import { connectNetwork, createNetwork, deleteNetwork, disconnectNetwork, inspectNetwork, listNetworks, pruneNetworks } from './networks/handlers.ts';
import { classicBuild } from './builder/classic/build.ts';
import { buildSession, pruneBuild } from './builder/handler.ts';
import { listPlugins, noPlugin } from './plugins.ts';
import {
	initSwarm,
	inspectNode,
	inspectSwarm,
	joinSwarm,
	leaveSwarm,
	listNodes,
	removeNode,
	unlockKey,
	unlockSwarm,
	updateNode,
	updateSwarm
} from './swarm/cluster.ts';
import { itemHandlers } from './swarm/items.ts';
import { serviceLogs, taskLogs } from './swarm/logs.ts';
import { createService, deleteService, inspectService, inspectTask, listServices, listTasks, updateService } from './swarm/services.ts';
import { diskUsage, info, ping, version } from './system.ts';
import { deleteVolume, inspectVolume, listVolumes, postVolume, pruneVolumes, updateVolume } from './volumes/handlers.ts';

export interface Route {
	readonly method: string;
	readonly path: string;
	/** What is before the star, and after it; undefined: no star, the path is meant itself. */
	readonly ends: readonly [string, string] | undefined;
	readonly handler: Handler;
}
const row = (method: string, path: string, handler: Handler): Route => {
	const star = path.indexOf('*');
	return { method, path, ends: star < 0 ? undefined : [path.slice(0, star), path.slice(star + 1)], handler };
};

export const routes: readonly Route[] = [
	row('GET', '/_ping', ping),
	row('HEAD', '/_ping', ping),
	row('GET', '/version', version),
	row('GET', '/info', info),
	row('GET', '/events', getEvents),
	row('GET', '/system/df', diskUsage),
	row('POST', '/auth', auth),

	row('HEAD', '/containers/*/archive', headArchive),
	row('GET', '/containers/json', listContainers),
	row('GET', '/containers/*/export', exportContainer),
	row('GET', '/containers/*/changes', containerChanges),
	row('GET', '/containers/*/json', inspectContainer),
	row('GET', '/containers/*/top', topContainer),
	row('GET', '/containers/*/logs', getLogs),
	row('GET', '/containers/*/stats', getStats),
	row('GET', '/containers/*/archive', getArchive),
	row('GET', '/exec/*/json', inspectExec),
	row('POST', '/containers/create', createContainer),
	row('POST', '/containers/prune', pruneContainers),
	row('POST', '/containers/*/kill', postKill),
	row('POST', '/containers/*/pause', postPause),
	row('POST', '/containers/*/unpause', postUnpause),
	row('POST', '/containers/*/restart', postRestart),
	row('POST', '/containers/*/start', postStart),
	row('POST', '/containers/*/stop', postStop),
	row('POST', '/containers/*/wait', waitContainer),
	row('POST', '/containers/*/resize', resizeContainer),
	row('POST', '/containers/*/attach', attachContainer),
	row('POST', '/containers/*/exec', createExec),
	row('POST', '/exec/*/start', startExec),
	row('POST', '/exec/*/resize', resizeExec),
	row('POST', '/containers/*/rename', renameContainer),
	row('POST', '/containers/*/update', updateResources),
	row('PUT', '/containers/*/archive', putArchive),
	row('DELETE', '/containers/*', deleteContainer),
	row('POST', '/commit', commit),

	row('GET', '/images/json', listImages),
	row('GET', '/images/search', search),
	row('GET', '/images/get', saveImages),
	row('GET', '/images/*/get', saveImages),
	row('GET', '/images/*/history', imageHistory),
	row('GET', '/images/*/json', inspectImage),
	row('POST', '/images/load', loadArchive),
	row('POST', '/images/create', createImage),
	row('POST', '/images/prune', pruneImages),
	row('POST', '/images/*/push', pushImage),
	row('POST', '/images/*/tag', tagImage),
	row('DELETE', '/images/*', deleteImage),
	row('GET', '/distribution/*/json', distribution),

	row('GET', '/networks', listNetworks),
	row('GET', '/networks/', listNetworks),
	row('GET', '/networks/*', inspectNetwork),
	row('POST', '/networks/create', createNetwork),
	row('POST', '/networks/prune', pruneNetworks),
	row('POST', '/networks/*/connect', connectNetwork),
	row('POST', '/networks/*/disconnect', disconnectNetwork),
	row('DELETE', '/networks/*', deleteNetwork),

	row('GET', '/volumes', listVolumes),
	row('GET', '/volumes/*', inspectVolume),
	row('POST', '/volumes/create', postVolume),
	row('POST', '/volumes/prune', pruneVolumes),
	row('PUT', '/volumes/*', updateVolume),
	row('DELETE', '/volumes/*', deleteVolume),

	row('GET', '/plugins', listPlugins),
	row('GET', '/plugins/*/json', noPlugin),
	row('POST', '/build', classicBuild),
	row('POST', '/build/prune', pruneBuild),
	row('POST', '/grpc', buildSession),

	row('GET', '/swarm', inspectSwarm),
	row('GET', '/swarm/unlockkey', unlockKey),
	row('POST', '/swarm/init', initSwarm),
	row('POST', '/swarm/join', joinSwarm),
	row('POST', '/swarm/update', updateSwarm),
	row('POST', '/swarm/unlock', unlockSwarm),
	row('POST', '/swarm/leave', leaveSwarm),
	row('GET', '/nodes', listNodes),
	row('GET', '/nodes/*', inspectNode),
	row('POST', '/nodes/*/update', updateNode),
	row('DELETE', '/nodes/*', removeNode),
	row('GET', '/services', listServices),
	row('GET', '/services/*/logs', serviceLogs),
	row('GET', '/services/*', inspectService),
	row('POST', '/services/create', createService),
	row('POST', '/services/*/update', updateService),
	row('DELETE', '/services/*', deleteService),
	row('GET', '/tasks', listTasks),
	row('GET', '/tasks/*/logs', taskLogs),
	row('GET', '/tasks/*', inspectTask),
	...(['secret', 'config'] as const).flatMap((kind) => {
		const handlers = itemHandlers(kind);
		return [
			row('GET', `/${kind}s`, handlers.list),
			row('POST', `/${kind}s/create`, handlers.create),
			row('GET', `/${kind}s/*`, handlers.inspect),
			row('POST', `/${kind}s/*/update`, handlers.update),
			row('DELETE', `/${kind}s/*`, handlers.remove)
		];
	})
];

/** The row for a request and what its star matched; undefined when there is none. */
export function route(method: string, path: string): { handler: Handler; vars: string[] } | undefined {
	for (const candidate of routes) {
		if (candidate.method !== method) continue;
		if (!candidate.ends) {
			if (candidate.path === path) return { handler: candidate.handler, vars: [] };
			continue;
		}
		const [head, tail] = candidate.ends;
		if (path.length <= head.length + tail.length || !path.startsWith(head) || !path.endsWith(tail)) continue;
		return { handler: candidate.handler, vars: [path.slice(head.length, path.length - tail.length)] };
	}
	return undefined;
}
