// How a stored object is answered: in the version asked for, and as the media type asked for (object, Table, PartialObjectMetadata).
import type { Kind, KubeObject } from '../kinds/index.ts';
import type { Memory } from './memory.ts';
import { headerOf, type ApiRequest } from './request.ts';
import { partialMetadata, tableOf } from './table.ts';

/** What Accept asks for: '' is the object itself. */
export function acceptedForm(request: ApiRequest): 'table' | 'metadata' | '' {
	const accept = headerOf(request.headers, 'Accept');
	if (!accept.includes('as=')) return '';
	for (const part of accept.split(',')) {
		if (part.includes('as=Table') && part.includes('g=meta.k8s.io')) return 'table';
		if (part.includes('as=PartialObjectMetadata')) return 'metadata';
		if (!part.includes('as=')) return '';
	}
	return '';
}
export const inVersionOf = (kind: Kind, object: KubeObject): KubeObject => (kind.strategy.fromStored ? kind.strategy.fromStored(object) : object);

/** One object as the request wants it. */
export function view(m: Memory, request: ApiRequest, kind: Kind, object: KubeObject): unknown {
	const shown = inVersionOf(kind, object);
	switch (acceptedForm(request)) {
		case 'table':
			return tableOf(kind, [shown], request.now, {
				includeObject: request.info.query.get('includeObject') ?? 'Metadata',
				resourceVersion: object.metadata.resourceVersion
			});
		case 'metadata':
			return partialMetadata(shown);
		default:
			return shown;
	}
}
