// The subcommands of `drydock`, one row each; their code is loaded when they are called.

export interface Command {
	readonly name: string;
	readonly usage: string;
	readonly summary: string;
	/** Answers the exit status. */
	run(args: readonly string[]): Promise<number>;
}

export const commands: readonly Command[] = [
	{
		name: 'play',
		usage: 'play FILE… [--json]',
		summary: 'run scenario files, each in a fresh world, and print what came back',
		run: async (args) => (await import('./play.ts')).play(args)
	},
	{
		name: 'fidelity',
		usage: 'fidelity DIR… [--json] [--diff] [--rename SEED]',
		summary: 'play recordings of the real tools and compare',
		run: async (args) => (await import('./fidelity.ts')).fidelity(args)
	},
	{
		name: 'lessons',
		usage: 'lessons [DIR|FILE…]',
		summary: 'check lessons: every check fails at the start and passes after the solution',
		run: async (args) => (await import('./lessons.ts')).lessons(args)
	},
	{
		name: 'new',
		usage: 'new course|lesson NAME',
		summary: 'begin a course or a lesson that is complete and can be changed step by step',
		run: async (args) => (await import('./new.ts')).newContent(args)
	},
	{
		name: 'images',
		usage: 'images [TEXT]',
		summary: 'list the images of the simulated registries, with their tags',
		run: async (args) => (await import('./images.ts')).images(args)
	},
	{
		name: 'dev',
		usage: 'dev [--content DIR] [--port N]',
		summary: 'serve the page with the content while it is written, and show what is wrong',
		run: async (args) => (await import('./dev.ts')).dev(args)
	},
	{
		name: 'serve',
		usage: 'serve --docker|--kube [--port N] [--world NAME] [--speed N]',
		summary: 'let real clients in: opens daemons of a simulated machine on localhost',
		run: async (args) => (await import('./serve.ts')).serve(args)
	}
];
