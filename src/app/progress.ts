// What the home page tells of a learner: where they were, and what they have done. Read from the store; nothing when there is none.
import { allProgress } from '#src/worker/learner.ts';
import { openStore, savedMachines } from '#src/worker/store.ts';

interface Course {
	readonly course: string;
	readonly lessons: readonly { readonly slug: string; readonly title: string; readonly tasks: readonly { readonly id: string }[] }[];
}

const ago = (ms: number): string => {
	const minutes = Math.round(ms / 60_000);
	if (minutes < 1) return 'a moment ago';
	if (minutes < 60) return `${minutes} minute${minutes === 1 ? '' : 's'} ago`;
	const hours = Math.round(minutes / 60);
	return hours < 48 ? `${hours} hour${hours === 1 ? '' : 's'} ago` : `${Math.round(hours / 24)} days ago`;
};

export async function overview(courses: readonly Course[]): Promise<{ last: { href: string; title: string; note: string } | null; done: ReadonlySet<string> }> {
	try {
		const db = await openStore();
		const [machines, progress] = await Promise.all([savedMachines(db), allProgress(db)]);
		db.close();
		const done = new Set(progress.filter(({ passed }) => passed !== undefined).map(({ lesson, task }) => `${lesson}#${task}`));
		const newest = machines[0];
		if (!newest) return { last: null, done };
		const note = ago(Date.now() - newest.used);
		const [kind, ...rest] = newest.machine.split('/');
		if (kind === 'sandbox') {
			const [world = 'docker', shared] = rest;
			const title = shared ? 'a machine shared with you' : world === 'docker' ? 'your Docker host' : 'your cluster';
			return { last: { href: `/sandbox/?world=${world}${shared ? `&machine=${shared}` : ''}`, title, note }, done };
		}
		const [course, slug] = rest;
		const lesson = courses.find((one) => one.course === course)?.lessons.find((one) => one.slug === slug);
		return { last: lesson ? { href: `/learn/${course}/${slug}/`, title: lesson.title, note } : null, done };
	} catch {
		return { last: null, done: new Set() };
	}
}
