// yq's expressions as jq programs: what is spelled otherwise is rewritten, what only yq has is defined here in jq's language.
// Leaves out styles, comments' operators, anchors and date functions: an unknown name is an error.

export const yqLibrary = `
def upcase: ascii_upcase;
def downcase: ascii_downcase;
def trim: if type == "string" then sub("^\\\\s+"; "") | sub("\\\\s+$"; "") else . end;
def with(p; f): p |= f;
def sort_keys(p): p |= (if type == "object" then to_entries | sort_by(.key) | from_entries else . end);
def tag: if type == "object" then "!!map" elif type == "array" then "!!seq" elif type == "string" then "!!str" elif type == "boolean" then "!!bool" elif type == "null" then "!!null" elif . == floor then "!!int" else "!!float" end;
def type_of: tag;
def kind: if type == "object" then "map" elif type == "array" then "seq" else "scalar" end;
def omit($keys): with_entries(select(.key as $k | ($keys | any(. == $k)) | not));
def yq_pick($keys): . as $in | reduce $keys[] as $k ({}; if $in | has($k) then .[$k] = $in[$k] else . end);
def explode_anchors: .;
def to_json: tojson;
def from_json: fromjson;
def filter(f): map(select(f));
def pivot: transpose;
def to_number: tonumber;
def to_string: tostring;
def yq_type: tag;
`;

/** Splits an expression into strings and what is between them. */
function pieces(text: string): string[] {
	return text.match(/"(?:[^"\\]|\\.)*"|[^"]+|"/gs) ?? [];
}

const key = (name: string): string => `.["${name.replace(/(["\\])/g, '\\$1')}"]`;

/** The jq program of a yq expression. */
export function translate(expression: string): string {
	let text = pieces(expression)
		.map((piece) => {
			if (piece.startsWith('"')) return piece;
			return (
				piece
					// .foo-bar is a key of its own in yq.
					.replace(/\.([A-Za-z_][\w]*(?:-[\w]+)+)(?=[\s.|[\])=,?}]|$)/g, (_, name: string) => key(name))
					.replace(/\bstrenv\(\s*(\w+)\s*\)/g, '(env.$1 | tostring)')
					.replace(/\benv\(\s*(\w+)\s*\)/g, '(env.$1 | from_yaml)')
					.replace(/@yaml\b/g, 'to_yaml')
					.replace(/@(?:yamld)\b/g, 'from_yaml')
					.replace(/@jsond\b/g, 'fromjson')
					.replace(/\bto_yaml\((\d+)\)/g, 'to_yaml')
					.replace(/\b(?:documentIndex|document_index|di)\b/g, '$__di')
					.replace(/\b(?:fileIndex|file_index|fi)\b/g, '$__fi')
					.replace(/\bfilename\b/g, '$__filename')
					.replace(/\bexplode\(([^)]*)\)/g, 'explode_anchors')
					.replace(/\bpick\(\s*\[/g, 'yq_pick([')
					.replace(/\btype\b(?!\s*\()/g, 'tag')
					.replace(/\.\.\./g, '..')
			);
		})
		.join('');
	// Arguments are separated by commas in sub, with by semicolons already.
	text = text.replace(
		/\bsub\(\s*("(?:[^"\\]|\\.)*")\s*,\s*("(?:[^"\\]|\\.)*")\s*\)/g,
		(_, a: string, b: string) => `gsub(${a}; ${b.replace(/\$\{?(\d)\}?/g, '\\\\$1')})`
	);
	// == with a pattern is a glob.
	text = text.replace(
		/(==|!=)\s*"((?:[^"\\]|\\.)*\*(?:[^"\\]|\\.)*)"/g,
		(_, op: string, glob: string) => `| tostring | test("^${glob.replace(/[.+?^${}()|[\]]/g, '\\\\$&').replace(/\*/g, '.*')}$")${op === '!=' ? ' | not' : ''}`
	);
	// source as $x ireduce (init; update)
	text = text.replace(/([^|(;]+?)\s+as\s+(\$\w+)\s+ireduce\s*\(/g, 'reduce $1 as $2 (');
	text = text.replace(/\*(?:\+|d|n|\?|c)+(?=[\s.($])/g, '*');
	return text;
}
