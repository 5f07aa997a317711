// The layers that worlds know without having made them: those of the image catalogue.

import type { Layer } from '../../kernel/index.ts';

/** A catalogue layer by its id. */
export const catalogueLayer = (_id: string): Layer | undefined => undefined;
