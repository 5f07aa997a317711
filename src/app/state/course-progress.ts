// What a learner has done, by lesson: read from the store for pages that list lessons. Nothing when there is no store.
import { openStore } from '#src/worker/store.ts';

export type Progress = ReadonlyMap<string, { readonly passed: ReadonlySet<string>; readonly seconds: number }>;

export async function progressOf(): Promise<Progress> {
	const found = new Map<string, { passed: Set<string>; seconds: number }>();
	const of = (lesson: string) => {
		const known = found.get(lesson) ?? { passed: new Set<string>(), seconds: 0 };
		found.set(lesson, known);
		return known;
	};
	try {
		const db = await openStore();
		try {
			for (const { lesson, task, passed } of await db.getAll('progress')) if (passed !== undefined) of(lesson).passed.add(task);
			for (const { lesson, seconds } of await db.getAll('lessons')) of(lesson).seconds = seconds;
		} finally {
			db.close();
		}
	} catch {
		// Nothing is kept here.
	}
	return found;
}
