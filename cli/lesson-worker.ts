// A thread of LessonPool: proves one lesson after the other.
import { parentPort } from 'node:worker_threads';
import { proveLesson } from '#src/lessons/prove.ts';
import { Worlds } from '#src/lessons/worlds.ts';
import { bugFound, type ProofJob, type ProofResult } from './lesson-pool.ts';

const worlds = new Worlds();

async function prove({ lesson, options }: ProofJob): Promise<ProofResult> {
	const from = performance.now();
	const proven = await proveLesson(lesson, worlds, options).catch(bugFound);
	return { ...proven, seconds: Math.round(performance.now() - from) / 1000 };
}

parentPort?.on('message', (job: ProofJob) => void prove(job).then((result) => parentPort?.postMessage(result)));
