// The command tree.
import { command, type Command } from '../tree.ts';
import { apply } from './apply.ts';
import { auth } from './auth.ts';
import { autoscale } from './autoscale.ts';
import { certificate } from './certificate.ts';
import { config } from './config.ts';
import { create } from './create.ts';
import { deleteCommand } from './delete.ts';
import { describe } from './describe.ts';
import { cp } from './cp.ts';
import { debug } from './debug.ts';
import { diff } from './diff.ts';
import { cordon, drainCommand, uncordon } from './drain.ts';
import { edit } from './edit.ts';
import { events } from './events.ts';
import { attachCommand, execCommand } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { apiResourcesCommand, apiVersionsCommand, clusterInfoCommand, completionCommand, options, plugin, versionCommand } from './info.ts';
import { alpha, kuberc } from './kuberc.ts';
import { kustomize } from './kustomize.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { patchCommand } from './patch.ts';
import { portForward } from './port-forward.ts';
import { proxyCommand } from './proxy.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout.ts';
import { runCommand } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { taint } from './taint.ts';
import { top } from './top.ts';
import { wait } from './wait.ts';

const tree = command(
	{
		use: 'kubectl',
		short: 'kubectl controls the Kubernetes cluster manager',
		long: 'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/'
	},
	{}
);

export const root: Command = {
	...tree,
	subs: [
		create,
		expose,
		runCommand,
		set,
		explain,
		get,
		edit,
		deleteCommand,
		rollout,
		scale,
		autoscale,
		certificate,
		clusterInfoCommand,
		top,
		cordon,
		uncordon,
		drainCommand,
		taint,
		describe,
		logs,
		attachCommand,
		execCommand,
		portForward,
		proxyCommand,
		cp,
		auth,
		debug,
		events,
		diff,
		apply,
		patchCommand,
		replace,
		wait,
		kustomize,
		label,
		annotate,
		completionCommand,
		alpha,
		apiResourcesCommand,
		apiVersionsCommand,
		config,
		plugin,
		versionCommand,
		options,
		kuberc
	]
};
