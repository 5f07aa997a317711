// The lesson everybody meets: a Go web server built in one stage, run in another; and the mistakes on the way.
// Sizes are the real linker's within 5 % (go1.26.8's, scaled to 1.24 as size.ts says).
import { expect, test } from 'vitest';
import { advance } from '../../../scenario/drive.ts';
import { createWorld, newProgramTable, type World } from '../../world/index.ts';

/** Runs a script of the host's shell to its end; answers what it printed. */
async function script(world: World, number: number, text: string): Promise<string> {
	const file = `/root/out${number}`;
	world.input({
		kind: 'process.start',
		host: 'docker',
		process: number,
		options: {
			path: '/bin/sh',
			argv: ['sh', '-c', `(${text}) > ${file} 2>&1; echo end >> ${file}`],
			env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' },
			cwd: '/root'
		}
	});
	for (let i = 0; i < 1500; i++) {
		await advance(world, 100_000);
		const out = new TextDecoder().decode(world.readFile('docker', file) ?? new Uint8Array());
		if (out.endsWith('end\n')) return out.slice(0, -4);
	}
	throw new Error('the script does not end');
}
const heredoc = (path: string, text: string): string => `cat > ${path} <<'EOF'\n${text}EOF\n`;
const mod = heredoc('go.mod', 'module example.com/web\n\ngo 1.24\n');
const main = (extra = ''): string =>
	heredoc(
		'main.go',
		`package main

import (
	"fmt"
	"log"
	"net/http"
${extra}
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello from %s\\n", r.URL.Path)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`
	);
const dockerfile = (build: string, last: string, image = 'golang:1.24'): string =>
	heredoc(
		'Dockerfile',
		`FROM ${image} AS build\nWORKDIR /src\nCOPY go.mod ./\nRUN go mod download\nCOPY . .\nRUN ${build} -o /app .\n\nFROM ${last}\nCOPY --from=build /app /app\nEXPOSE 8080\nENTRYPOINT ["/app"]\n`
	);
const size = "docker images --format '{{.Size}}' web";

test('a Go web server is built in stages, is small, answers, and ends at once when asked to: it does', async () => {
	const programs = newProgramTable();
	let world = await createWorld('docker', { programs });
	await advance(world, 5_000_000);
	const first = await script(
		world,
		1,
		`mkdir web; cd web\n${mod}${main()}${dockerfile('CGO_ENABLED=0 go build', 'scratch')}docker build -q -t web . > /dev/null; ${size}
docker run -d -p 8080:8080 --name web1 web > /dev/null; sleep 1; curl -si localhost:8080/abc | grep -v Date`
	);
	// A world that is taken up again has the same server, with all it knew.
	world = await createWorld('docker', { programs, from: world.checkpoint() });
	const second = await script(world, 3, "curl -s localhost:8080/again; docker stop web1; docker ps -a --format '{{.Status}}' | cut -c1-10");
	expect(first).toBe('7.73MB\nHTTP/1.1 200 OK\r\nContent-Length: 16\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello from /abc\n');
	expect(second).toBe('Hello from /again\nweb1\nExited (2)\n');
	const stripped = await script(
		world,
		2,
		`cd web\n${dockerfile('CGO_ENABLED=0 go build -ldflags="-s -w"', 'gcr.io/distroless/static-debian12')}docker build -q -t web . > /dev/null; ${size}; docker run --rm --entrypoint /app web & sleep 2; docker ps -q | xargs docker kill > /dev/null; wait`
	);
	expect(stripped).toBe('7.32MB\n');
}, 120_000);

test('mistakes show the real words: an unused import, no go.mod, a newer go, a C library that scratch has not: they do', async () => {
	const world = await createWorld('docker', {});
	await advance(world, 5_000_000);
	const errors = "docker build --progress=plain -t web . 2>&1 | grep -E '^#[0-9]+ [0-9]+\\.[0-9]+ ' | sed -E 's/^#[0-9]+ [0-9.]+ //'";
	const unused = await script(world, 1, `mkdir web; cd web\n${mod}${main('\t"os"')}${dockerfile('go build', 'scratch')}${errors}`);
	expect(unused).toBe('go: no module dependencies to download\n# example.com/web\n./main.go:7:2: "os" imported and not used\n');
	expect(await script(world, 2, `cd web\n${main()}sed -i 's/^go .*/go 1.25/' go.mod; ${errors}`)).toBe(
		'go: go.mod requires go >= 1.25 (running go 1.24.4; GOTOOLCHAIN=local)\n'
	);
	const none = heredoc('Dockerfile', 'FROM golang:1.24\nWORKDIR /src\nCOPY *.go .\nRUN go build .\n');
	expect(await script(world, 3, `cd web\n${none}${errors}`)).toBe(
		"go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n"
	);
	const cgo = `cd web\n${mod}${dockerfile('go build', 'scratch')}docker build -q -t web . > /dev/null; docker run --rm web; echo $?
sed -i 's/^FROM scratch/FROM alpine/' Dockerfile; docker build -q -t web . > /dev/null; docker run --rm web; echo $?
docker run --rm -v $PWD:/src -w /src golang:1.24 sh -c 'go build -o a . && CGO_ENABLED=0 go build -o b .' 2> /dev/null; file a b | sed 's/Go BuildID=[^,]*/Go BuildID=id/'`;
	expect((await script(world, 4, cgo)).replaceAll(/\(SYSV\)/g, '')).toBe(
		`exec /app: no such file or directory\n255\nexec /app: no such file or directory\n255\na: ELF 64-bit LSB executable, x86-64, version 1 , dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, Go BuildID=id, with debug_info, not stripped\nb: ELF 64-bit LSB executable, x86-64, version 1 , statically linked, Go BuildID=id, with debug_info, not stripped\n`
	);
}, 120_000);

test('modules come from the proxy into the cache, and a cached build only links: it does', async () => {
	const world = await createWorld('docker', {});
	await advance(world, 5_000_000);
	const text = await script(
		world,
		1,
		`mkdir q; cd q\n${heredoc('main.go', 'package main\n\nimport (\n\t"fmt"\n\n\t"rsc.io/quote"\n)\n\nfunc main() {\n\tfmt.Println(quote.Hello())\n}\n')}
docker run --rm -v $PWD:/src -w /src golang:1.24-alpine sh -c 'go mod init example.com/q; go run .; go mod tidy; go run .; cat go.mod; ls /go/pkg/mod/rsc.io; s=$(date +%s); go build -a .; go build .; test $(( $(date +%s) - s )) -lt 3 && echo quick' 2>&1 | grep -v -E 'Pull|fs layer|Waiting|Download complete|Verifying|Digest|Status|Unable'`
	);
	expect(text).toBe(
		`go: creating new go.mod: module example.com/q\ngo: to add module requirements and sums:\n\tgo mod tidy\nmain.go:6:2: no required module provides package rsc.io/quote; to add it:\n\tgo get rsc.io/quote\ngo: finding module for package rsc.io/quote\ngo: downloading rsc.io/quote v1.5.2\ngo: found rsc.io/quote in rsc.io/quote v1.5.2\ngo: downloading rsc.io/sampler v1.3.0\ngo: downloading golang.org/x/text v0.0.0-20170915032832-14c0d48ead0c\nHello, world.\nmodule example.com/q\n\ngo 1.24.4\n\nrequire rsc.io/quote v1.5.2\n\nrequire (\n\tgolang.org/x/text v0.0.0-20170915032832-14c0d48ead0c // indirect\n\trsc.io/sampler v1.3.0 // indirect\n)\nquote@v1.5.2\nsampler@v1.3.0\nquick\n`
	);
}, 120_000);
