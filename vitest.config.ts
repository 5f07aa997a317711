// Unit tests run without the page's build: the machine, the scenario player, the tools. (The page is tested on the built site by Playwright.)
import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		projects: [{ test: { name: 'node', environment: 'node', include: ['{src,tools,cli}/**/*.test.ts'] } }]
	}
});
