// The same page around a cluster: a Deployment becomes processes, and the picture shows who did what.
import { expect, screen, test, type, untilPrompt } from './test.ts';

test('a Deployment becomes Pods and processes, and its journey is lit through the layers, so one sees who does what', async ({ page }) => {
	test.setTimeout(150_000);
	await page.goto('/sandbox/?world=k8s-1');
	await untilPrompt(page);
	await expect.poll(() => type(page, 'kubectl get nodes'), { timeout: 60_000 }).toMatch(/control-plane\s+Ready/);
	expect(await type(page, 'kubectl create deployment web --image=nginx --replicas=2')).toContain('deployment.apps/web created');
	await expect.poll(() => type(page, 'kubectl get pods'), { timeout: 60_000 }).toMatch(/Running[\s\S]*Running/);
	const stack = page.getByTestId('stack');
	const processes = stack.getByRole('region', { name: 'Application' }).getByRole('button', { name: /^nginx/ });
	await expect(processes).toHaveCount(2, { timeout: 20_000 });
	await type(page, 'kubectl scale deployment web --replicas=3');
	await expect(stack.getByRole('button', { name: /^scheduler.*step/ })).toBeVisible({ timeout: 20_000 });
	await expect(processes).toHaveCount(3, { timeout: 30_000 });
	expect(await screen(page)).toContain('deployment.apps/web scaled');
});
