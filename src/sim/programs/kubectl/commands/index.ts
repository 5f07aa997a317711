// The command tree.
import { command, type Command } from '../tree.ts';
import { apply } from './apply.ts';
import { create } from './create.ts';
import { deleteCommand } from './delete.ts';
import { get } from './get.ts';
import { scale } from './scale.ts';

const tree = command({ use: 'kubectl', short: 'kubectl controls the Kubernetes cluster manager', long: 'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/' }, {});

export const root: Command = { ...tree, subs: [apply, create, deleteCommand, get, scale] };
