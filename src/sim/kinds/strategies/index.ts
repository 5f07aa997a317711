// The strategy table: what is special about each kind. Delete a row and the kind is served with generic rules only.
import type { StrategyRow } from '../kind.ts';

export const strategies: readonly StrategyRow[] = [];
