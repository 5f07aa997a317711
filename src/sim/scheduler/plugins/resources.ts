// NodeResourcesFit with LeastAllocated, NodeResourcesBalancedAllocation, ImageLocality.
import { countedRequests, podRequests } from '../node-info.ts';
import { misfit, type Plugin } from '../plugin.ts';

export const resourcesFit: Plugin = {
	name: 'NodeResourcesFit',
	wakes: ['node', 'pod-gone'],
	weight: 1,
	prepare: (pod) => podRequests(pod),
	filter(_pod, info, snapshot) {
		const requests = snapshot.prepared.get('NodeResourcesFit') as ReturnType<typeof podRequests>;
		const reasons: string[] = [];
		let unresolvable = false;
		if (info.pods.size + 1 > (info.allocatable['pods'] ?? 110)) reasons.push('Too many pods');
		for (const name of [
			'cpu',
			'memory',
			'ephemeral-storage',
			...Object.keys(requests).filter((n) => n !== 'cpu' && n !== 'memory' && n !== 'ephemeral-storage')
		]) {
			const asked = requests[name] ?? 0;
			if (asked === 0) continue;
			const has = info.allocatable[name] ?? 0;
			if (asked <= has - (info.requested[name] ?? 0)) continue;
			reasons.push(`Insufficient ${name}`);
			if (asked > has) unresolvable = true;
		}
		return reasons.length ? misfit(unresolvable, ...reasons) : null;
	},
	score(pod, info) {
		const own = countedRequests(pod);
		const free = (name: 'cpu' | 'memory') => {
			const has = info.allocatable[name] ?? 0;
			const asked = info.counted[name] + own[name];
			return has === 0 || asked > has ? 0 : Math.floor(((has - asked) * 100) / has);
		};
		return Math.floor((free('cpu') + free('memory')) / 2);
	}
};

export const balancedAllocation: Plugin = {
	name: 'NodeResourcesBalancedAllocation',
	weight: 1,
	score(_pod, info, snapshot) {
		const requests = snapshot.prepared.get('NodeResourcesFit') as ReturnType<typeof podRequests>;
		if (!requests['cpu'] && !requests['memory']) return 0; // best-effort pods are not balanced
		const share = (name: 'cpu' | 'memory') => Math.min(1, ((info.requested[name] ?? 0) + (requests[name] ?? 0)) / (info.allocatable[name] || 1));
		return Math.floor((1 - Math.abs(share('cpu') - share('memory')) / 2) * 100);
	}
};

const mebibyte = 1 << 20;
export const imageLocality: Plugin = {
	name: 'ImageLocality',
	weight: 1,
	score(pod, info, snapshot) {
		let sum = 0;
		for (const { image = '' } of pod.spec?.containers ?? []) {
			const size = info.images.get(image) ?? info.images.get(`docker.io/library/${image}`) ?? 0;
			if (size === 0) continue;
			let holders = 0;
			for (const other of snapshot.nodes.values()) if (other.images.has(image) || other.images.has(`docker.io/library/${image}`)) holders++;
			sum += Math.floor((size * holders) / snapshot.nodes.size);
		}
		const most = 1000 * mebibyte * (pod.spec?.containers.length ?? 1);
		const clamped = Math.min(Math.max(sum, 23 * mebibyte), most);
		return Math.floor((100 * (clamped - 23 * mebibyte)) / (most - 23 * mebibyte));
	}
};
