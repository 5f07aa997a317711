// DefaultIngressClass: an ingress without a class gets the one marked as default.
import type { Ingress, Mutable } from '../../kinds/index.ts';
import { listAll } from '../cluster.ts';
import { forbidden } from '../status.ts';
import type { Admission } from './attributes.ts';

export const defaultIngressClass: Admission = {
	name: 'DefaultIngressClass',
	mutate({ m, kind, operation, object, name }) {
		if (kind.ref !== 'networking.k8s.io/v1/ingresses' || operation !== 'CREATE') return;
		const ingress = object as unknown as Mutable<Ingress>;
		if (!ingress.spec || ingress.spec.ingressClassName !== undefined || ingress.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return;
		const defaults = listAll(m, 'networking.k8s.io/v1/ingressclasses').filter(
			(c) => c.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true'
		);
		if (defaults.length > 1) throw forbidden(kind, name, `${defaults.length} default IngressClasses were found, only 1 allowed`);
		const chosen = defaults[0];
		if (chosen) ingress.spec.ingressClassName = chosen.metadata.name;
	}
};
