// kustomize build: see build.ts.
import type { Sys } from '../../../engine/index.ts';
import { Failure } from '../failure.ts';
import type { Session } from '../session.ts';

export function* buildKustomization(_s: Session, path: string): Sys<readonly unknown[]> {
	throw new Failure(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${path}'`);
}
