// Bundles a file of the harness, with the real store in it, into one script.
import { join } from 'node:path';
import { build } from 'vite';

export async function bundle(file: string): Promise<string> {
	const root = join(import.meta.dirname, '../..');
	const output = await build({
		root,
		configFile: false,
		logLevel: 'error',
		publicDir: false,
		build: { write: false, minify: false, lib: { entry: join(import.meta.dirname, file), formats: ['iife'], name: 'harnessPart', fileName: 'part' } }
	});
	const [result] = Array.isArray(output) ? output : [output];
	if (!result || !('output' in result)) throw new Error(`${file} was not bundled`);
	return result.output[0].code;
}
