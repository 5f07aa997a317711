// What authors of npm packages say of versions they have given up, as the registry tells it to who installs them.
export const deprecated: Readonly<Record<string, string>> = {
	'glob@7.2.3': 'Glob versions prior to v9 are no longer supported',
	'inflight@1.0.6':
		'This module is not supported, and leaks memory. Do not use it. Check out lru-cache if you want a good and tested way to coalesce async requests by a key value, which is much more comprehensive and powerful.',
	'uuid@3.4.0':
		'Please upgrade  to version 7 or higher.  Older versions may use Math.random() in certain circumstances, which is known to be problematic.  See https://v8.dev/blog/math-random for details.'
};
