// apiVersion in its parts.
/** "apps/v1" → apps and v1; "v1" → "" and v1. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
	const slash = apiVersion.indexOf('/');
	return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}
