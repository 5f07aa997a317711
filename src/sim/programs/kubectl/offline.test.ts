// kubectl without a cluster: help, usage errors, generators, kustomize, edits of local files, and the words for a server that is not there.
import { describe, expect, test } from 'vitest';
import { runKubectl } from './testing.ts';

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: nginx, image: "nginx:1.26"}\n';

describe('kubectl offline', () => {
	test('makes a deployment without a server', () => {
		const { stdout, exit } = runKubectl(['create', 'deployment', 'web', '--image=nginx', '--replicas=2', '--dry-run=client', '-o', 'yaml']);
		expect(exit).toBe(0);
		expect(stdout).toContain('  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n');
	});
	test('answers a wrong flag as cobra does', () => {
		const { stderr, exit } = runKubectl(['get', 'pods', '--nosuch']);
		expect(stderr).toBe("error: unknown flag: --nosuch\nSee 'kubectl get --help' for usage.\n");
		expect(exit).toBe(1);
		expect(runKubectl(['diff', '--nosuch']).exit).toBe(2);
	});
	test('builds a kustomization with hashed names', () => {
		const files = {
			'/root/lab/kustomization.yaml': 'resources: [pod.yaml]\nnamePrefix: my-\nconfigMapGenerator:\n- name: settings\n  literals: [COLOR=blue]\n',
			'/root/lab/pod.yaml': pod.replace('image: "nginx:1.26"', 'image: nginx, envFrom: [{configMapRef: {name: settings}}]')
		};
		const { stdout, exit } = runKubectl(['kustomize', '/root/lab'], { files });
		expect(exit).toBe(0);
		expect(stdout.split('name: my-settings-9cf89bh562').length).toBe(3);
	});
	test('says that the server is not there', () => {
		const { stderr, exit } = runKubectl(['delete', '-f', '/root/lab/pod.yaml'], { files: { '/root/lab/pod.yaml': pod } });
		expect(exit).toBe(1);
		expect(stderr).toContain(
			'error: unable to recognize "/root/lab/pod.yaml": Get "http://localhost:8080/api?timeout=32s": dial tcp 127.0.0.1:8080: connect: connection refused\n'
		);
	});
	test('changes local files', () => {
		const { stdout } = runKubectl(['set', 'image', '-f', '/root/lab/pod.yaml', 'nginx=nginx:1.27', '--local', '-o', 'jsonpath={.spec.containers[0].image}'], {
			files: { '/root/lab/pod.yaml': pod }
		});
		expect(stdout).toBe('nginx:1.27');
	});
});
