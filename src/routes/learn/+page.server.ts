import { courses, paths } from '#src/lessons/catalog.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ courses, paths });
