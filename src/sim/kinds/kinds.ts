// All built-in kinds, by "group/version/plural".
import { buildKinds } from './kind.ts';
import { strategies } from './strategies/index.ts';

export const kinds = buildKinds(strategies);
