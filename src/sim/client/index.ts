// How every program that talks to the API server does it: REST over system calls, informers, work queues, events (client-go's shape).
// A daemon's memory holds `api: apiMemory()`; everything here that touches memory finds it there.
//
// A minimal controller, as a program with one informer and one queue:
//
//   interface Memory extends HasApi { created: number }
//   const informers: Informers<Memory> = {                             // informers are found by resource: one per resource and process
//     configmaps: {
//       resource: 'v1/configmaps',
//       indexes: ['owner'],                                          // optional: names of rows in indexers.ts (add your own row there)
//       onEvent: (memory, event) => enqueue(memory, 'copier', keyOf(event.object))                   // event: {type, object, old?}
//     }
//   };
//   const copier: Controller = {
//     name: 'copier',                                  // also the queue's name
//     workers: 1,
//     *reconcile(key) {                                // 'namespace/name'
//       const source = yield* cached('v1/configmaps', key);       // from the informer's store; undefined when gone
//       if (!source) return done;
//       const owned = yield* cachedByIndex('v1/secrets', 'owner',   // needs an informer on v1/secrets with that index
//         source.metadata.uid);
//       if (owned.length > 0) return done;
//       yield* create('v1/secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: …, generateName: 'copy-', ownerReferences: [controllerRef(source)] } });
//       yield* recordEvent({ component: 'copier', about: source, type: 'Normal', reason: 'Copied', message: 'Made a copy' });
//       return done;                                   // or requeueAfter(us); a thrown ApiError/Errno is retried with back-off
//     }
//   };
//   export const copierProgram: Program = {
//     name: 'copier',
//     memory: (): Memory => ({ api: apiMemory(), created: 0 }),
//     threads: { ...informerThreads(informers), ...controllerThreads([copier]) },
//     *main(context) {
//       yield* useConfig(yield* loadKubeconfig('/etc/kubernetes/copier.conf', 'copier/v1.36.3'));
//       yield* startInformers(informers);              // one thread each: list, then watch, with back-off
//       yield* waitForSync(['v1/configmaps']);
//       yield* startControllers([copier]);
//       for (;;) { yield* settle(null); yield* sleep(3600e6); }
//     }
//   };
//
// A program's main runs again after a checkpoint restore only up to its last settle: threads are restored by themselves, so start them before the first settle
// and skip that when context.settled is set.
// Writes put their result into this process's own store at once (the watch confirms later), so a reconcile that runs again does not create twice.
// One-shot programs without memory (kubectl) use dial/exchange/call of transport.ts with a connection of their own.
export * from './memory.ts';
export * from './errors.ts';
export * from './config.ts';
export * from './transport.ts';
export * from './rest.ts';
export * from './store.ts';
export * from './indexers.ts';
export * from './reflector.ts';
export * from './queue.ts';
export * from './controller.ts';
export * from './recorder.ts';
export * from './leader.ts';
export * from './health.ts';
