// The default profile: the plug-ins in the order they are asked. Their order decides which reason a node is counted under.
import type { Plugin } from '../plugin.ts';
import { nodeAffinity, nodeName, nodePorts, taintToleration, unschedulable } from './node-checks.ts';
import { balancedAllocation, imageLocality, resourcesFit } from './resources.ts';
import { interPodAffinity, topologySpread } from './topology.ts';
import { volumeBinding } from './volumes.ts';

export const plugins: readonly Plugin[] = [
	unschedulable,
	nodeName,
	taintToleration,
	nodeAffinity,
	nodePorts,
	resourcesFit,
	volumeBinding,
	topologySpread,
	interPodAffinity,
	balancedAllocation,
	imageLocality
];
