// The strategy table: what is special about each kind. Delete a row and the kind is served with generic rules only.
import type { StrategyRow } from '../kind.ts';
import { pods } from './pods.ts';
import { workloads } from './workloads.ts';
import { batch } from './batch.ts';
import { core } from './core.ts';
import { services } from './services.ts';
import { storage } from './storage.ts';
import { rbac } from './rbac.ts';
import { networking } from './networking.ts';
import { policies } from './policies.ts';
import { cluster } from './cluster.ts';

export const strategies: readonly StrategyRow[] = [
	pods,
	...workloads,
	...batch,
	...core,
	...services,
	...storage,
	...rbac,
	...networking,
	...policies,
	...cluster
];
