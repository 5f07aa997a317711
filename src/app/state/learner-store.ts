// The store as the page's learner state uses it: loaded when it is first read or written, which is after the first prompt.
export { addTry, lessonState, openAnswer, saveProgress } from '#src/worker/learner.ts';
export { openStore } from '#src/worker/store.ts';
