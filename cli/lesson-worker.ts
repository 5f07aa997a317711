// A thread of LessonPool: proves one lesson after the other.
import { parentPort } from 'node:worker_threads';
import { proveLesson, type Finding } from '#src/lessons/prove.ts';
import { Worlds } from '#src/lessons/worlds.ts';
import type { ProofJob, ProofResult } from './lesson-pool.ts';

const worlds = new Worlds();

async function prove({ lesson, options }: ProofJob): Promise<ProofResult> {
	const from = performance.now();
	let findings: readonly Finding[];
	try {
		findings = await proveLesson(lesson, worlds, options);
	} catch (error) {
		findings = [{ line: 1, message: `a bug of the simulator: ${error instanceof Error ? error.message : String(error)}` }];
	}
	return { findings, seconds: Math.round(performance.now() - from) / 1000 };
}

parentPort?.on('message', (job: ProofJob) => void prove(job).then((result) => parentPort?.postMessage(result)));
