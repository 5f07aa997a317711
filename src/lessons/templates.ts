// What `drydock new` writes: a course, and a lesson that is complete and true as it stands, to be changed step by step.

const titled = (name: string): string => {
	const words = name.replaceAll('-', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
};
/** A YAML text, quoted when it needs to be. */
const yaml = (text: string): string => (/^[\w][\w ,.’-]*$/.test(text) ? text : JSON.stringify(text));

export const newCourse = (name: string, title = titled(name)): string => `title: ${yaml(title)}\nsummary: Say in one sentence what the course is about.\n`;

const docker = {
	intro: 'Say in two or three sentences what this lesson is about, and why it matters.',
	command: 'docker run -d --name web nginx:latest',
	text: 'This starts a web server in a container named `web`.',
	check: ['  - container: web', '    title: "`web` is running"', '    state: running', '    image: nginx:latest'],
	look: 'docker ps'
};
const kubernetes = {
	intro: docker.intro,
	command: 'kubectl create deployment web --image=nginx:latest',
	text: 'This asks the cluster for a web server named `web`.',
	check: [
		'  - resource: deployment/web',
		'    title: "`web` is ready"',
		'    ready: true',
		'    expect:',
		'      spec.template.spec.containers.0.image: nginx:latest'
	],
	look: 'kubectl get pods'
};

/** A lesson's index.md. */
export function newLesson(name: string, world: string, title = titled(name)): string {
	const { intro, command, text, check, look } = world === 'docker' ? docker : kubernetes;
	return `---
title: ${yaml(title)}
summary: Say in one sentence what the learner does here.
level: beginner
minutes: 3
world: ${world}
objectives:
  - Say what the learner can do afterwards
---

${intro}

## Start something

${text} Press **Run**, or type it.

\`\`\`sh run
${command}
\`\`\`

\`\`\`task
id: start
title: Start a web server
checks:
${check.join('\n')}
hints:
  - The command is printed above.
solution:
  - ${command}
\`\`\`

Look at what is there now:

\`\`\`sh run
${look}
\`\`\`

\`\`\`quiz
id: where
question: Where does the web server run?
single:
  - text: On the machine in the terminal
    correct: true
  - On another machine
explain: Say why.
\`\`\`
`;
}
