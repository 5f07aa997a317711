// The JavaScript side of node: console, process, timers, require and ES modules by rewriting. It runs inside QuickJS, so it is text here.
export const prelude = String.raw`
(() => {
const host = (op, args) => { const r = JSON.parse(__host(JSON.stringify({ op, ...args }))); if (r.stop) throw { stop: true }; if (r.error) throw failure(r.error, args); return r.value; };
const later = (op, args) => { __host(JSON.stringify({ op, later: true, ...args })); };
const failure = (e, args) => { const err = new Error(e.code + ': ' + e.text + ', ' + e.syscall + (args && args.path !== undefined ? " '" + args.path + "'" : '')); Object.assign(err, { errno: -e.errno, code: e.code, syscall: e.syscall }); if (args && args.path !== undefined) err.path = args.path; return err; };
const N = globalThis.__node = { host, later, failure, builtin: Object.create(null), init: null, timers: [], timerId: 0, refs: 0, exit: null, pending: Object.create(null), nextId: 1, handlers: Object.create(null) };
const RealDate = Date;
const now = () => host('clock').valueOf();
globalThis.Date = class Date extends RealDate { constructor(...a) { if (a.length === 0) super(now()); else super(...a); } static now() { return Math.floor(now()); } };
let seed = 1;
Math.random = () => { seed ^= seed << 13; seed ^= seed >>> 17; seed ^= seed << 5; return (seed >>> 0) / 4294967296; };
globalThis.global = globalThis;
// inspection, as util.inspect shows values
const key = (k) => (/^[A-Za-z_$][\w$]*$/.test(k) ? k : "'" + k + "'");
const quote = (s) => { const q = s.includes("'") ? (s.includes('"') ? '${'`'}' : '"') : "'"; return q + s.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t') + q; };
function inspect(v, depth = 2, level = 0, seen = []) {
  if (typeof v === 'string') return quote(v);
  if (typeof v === 'bigint') return v + 'n';
  if (typeof v === 'function') return /^class\b/.test(Function.prototype.toString.call(v)) ? '[class ' + (v.name || '(anonymous)') + ']' : '[Function' + (v.name ? ': ' + v.name : ' (anonymous)') + ']';
  if (typeof v === 'symbol') return v.toString();
  if (Object.is(v, -0)) return '-0';
  if (v === null || typeof v !== 'object') return String(v);
  if (seen.includes(v)) return '[Circular *1]';
  if (v instanceof Error) return stackOf(v);
  if (v instanceof RealDate) return isNaN(v) ? 'Invalid Date' : v.toISOString();
  if (v instanceof RegExp) return String(v);
  const name = v.constructor && v.constructor.name;
  if (level > depth) return Array.isArray(v) ? '[Array]' : '[' + (name || 'Object') + ']';
  const inner = [...seen, v];
  const show = (x) => inspect(x, depth, level + 1, inner);
  let parts, open = '{', close = '}', prefix = '';
  if (Array.isArray(v)) { parts = v.slice(0, 100).map(show); if (v.length > 100) parts.push('... ' + (v.length - 100) + ' more items'); open = '['; close = ']'; }
  else if (v instanceof Map) { parts = [...v].map(([k, x]) => show(k) + ' => ' + show(x)); prefix = 'Map(' + v.size + ') '; }
  else if (v instanceof Set) { parts = [...v].map(show); prefix = 'Set(' + v.size + ') '; }
  else if (v instanceof Uint8Array) { return '<Buffer' + [...v.slice(0, 50)].map((b) => ' ' + b.toString(16).padStart(2, '0')).join('') + '>'; }
  else if (v instanceof Promise) { return 'Promise { <pending> }'; }
  else { parts = Object.keys(v).map((k) => { const d = Object.getOwnPropertyDescriptor(v, k); return key(k) + ': ' + (d && d.get ? '[Getter]' : show(v[k])); }); if (name === undefined) prefix = '[Object: null prototype] '; else if (name !== 'Object') prefix = name + ' '; }
  if (parts.length === 0) return prefix + open + close;
  const one = prefix + open + ' ' + parts.join(', ') + ' ' + close;
  if (one.length <= 72 && !one.includes('\n')) return one;
  const pad = '  '.repeat(level + 1);
  return prefix + open + '\n' + pad + parts.join(',\n' + pad) + '\n' + '  '.repeat(level) + close;
}
const stackOf = (e) => { const head = (e.name || 'Error') + (e.message ? ': ' + e.message : ''); const frames = String(e.stack || '').split('\n').filter((l) => l.trim() && !/node:internal|<eval>|native\)/.test(l)).map((l) => { const m = /at (.*?) \((.*):(\d+):(\d+)\)/.exec(l); return m ? (m[1] === '<anonymous>' || m[1] === '' ? '    at ' + m[2] + ':' + m[3] + ':' + m[4] : '    at ' + m[1] + ' (' + m[2] + ':' + m[3] + ':' + m[4] + ')') : l; }); return head + (frames.length ? '\n' + frames.join('\n') : ''); };
function format(...args) {
  let out = '';
  if (typeof args[0] === 'string' && args.length > 1) { let i = 1; out = args[0].replace(/%[sdifjoO%]/g, (m) => { if (m === '%%') return '%'; if (i >= args.length) return m; const a = args[i++]; return m === '%s' ? (typeof a === 'string' ? a : inspect(a, 0)) : m === '%d' ? String(Number(a)) : m === '%i' ? String(parseInt(a)) : m === '%f' ? String(parseFloat(a)) : m === '%j' ? JSON.stringify(a) : inspect(a, 4); }); args = args.slice(i); if (args.length) out += ' '; }
  return out + args.map((a) => (typeof a === 'string' ? a : inspect(a))).join(' ');
}
Object.assign(N, { inspect, format, stackOf, now });
let group = '';
const say = (fd) => (...a) => later('write', { fd, text: group + format(...a).replace(/\n/g, '\n' + group) + '\n' });
const counts = {}, times = {};
globalThis.console = { log: say(1), info: say(1), debug: say(1), error: say(2), warn: say(2), trace: (...a) => say(2)('Trace: ' + format(...a)), table: say(1), dir: (v) => say(1)(inspect(v)), group: (...a) => { if (a.length) say(1)(...a); group += '  '; }, groupEnd: () => { group = group.slice(2); }, time: (l = 'default') => { times[l] = now(); }, timeEnd: (l = 'default') => say(1)(l + ': ' + (now() - times[l]).toFixed(3) + 'ms'), count: (l = 'default') => say(1)(l + ': ' + (counts[l] = (counts[l] || 0) + 1)), assert: (c, ...a) => { if (!c) say(2)('Assertion failed' + (a.length ? ': ' + format(...a) : '')); } };
// timers
const addTimer = (fn, ms, args, every) => { const t = { id: ++N.timerId, at: now() + Math.max(1, Number(ms) || 1), fn, args, every: every ? Math.max(1, Number(ms) || 1) : 0, ref: true, unref() { this.ref = false; return this; }, ref_() {}, hasRef() { return this.ref; }, [Symbol.toPrimitive]() { return this.id; } }; N.timers.push(t); return t; };
globalThis.setTimeout = (fn, ms, ...args) => addTimer(fn, ms, args, false);
globalThis.setInterval = (fn, ms, ...args) => addTimer(fn, ms, args, true);
globalThis.setImmediate = (fn, ...args) => addTimer(fn, 0, args, false);
globalThis.clearTimeout = globalThis.clearInterval = globalThis.clearImmediate = (t) => { N.timers = N.timers.filter((x) => x !== t && x.id !== t); };
globalThis.queueMicrotask = (fn) => { Promise.resolve().then(fn); };
globalThis.structuredClone = (v) => JSON.parse(JSON.stringify(v));
// text
globalThis.TextEncoder = class { encode(s) { return N.utf8(s); } };
globalThis.TextDecoder = class { decode(b) { return N.fromUtf8(b || []); } };
N.utf8 = (s) => { const o = []; for (const ch of String(s)) { const c = ch.codePointAt(0); if (c < 128) o.push(c); else if (c < 2048) o.push(192 | c >> 6, 128 | c & 63); else if (c < 65536) o.push(224 | c >> 12, 128 | c >> 6 & 63, 128 | c & 63); else o.push(240 | c >> 18, 128 | c >> 12 & 63, 128 | c >> 6 & 63, 128 | c & 63); } return new Uint8Array(o); };
N.fromUtf8 = (b) => { let s = ''; for (let i = 0; i < b.length; ) { const c = b[i++]; if (c < 128) s += String.fromCharCode(c); else if (c < 224) s += String.fromCharCode((c & 31) << 6 | b[i++] & 63); else if (c < 240) s += String.fromCharCode((c & 15) << 12 | (b[i++] & 63) << 6 | b[i++] & 63); else s += String.fromCodePoint((c & 7) << 18 | (b[i++] & 63) << 12 | (b[i++] & 63) << 6 | b[i++] & 63); } return s; };
const crash = (e) => {
  if (e && e.stop) throw e;
  if (e && e.exiting) return;
  if (N.process && N.process.emit && N.process.listenerCount('uncaughtException') && N.process.emit('uncaughtException', e)) return;
  const listening = e instanceof Error && e.syscall === 'listen';
  const text = listening ? 'Error: ' + e.message + '\n    at Server.setupListenHandle [as _listen2] (node:net:1908:16)\n    at listenInCluster (node:net:1965:12)\n    at Server.listen (node:net:2067:7)\nEmitted \'error\' event on Server instance at:\n    at emitErrorNT (node:net:1944:8)\n    at process.processTicksAndRejections (node:internal/process/task_queues:82:21)' : e instanceof Error ? stackOf(e) : 'Uncaught ' + inspect(e);
  const m = /\(?([^\s()]+):(\d+):\d+\)?$/m.exec(e instanceof Error ? stackOf(e).split('\n').slice(1).join('\n') : '');
  const src = m && N.sources && N.sources[m[1]];
  const line = listening ? 'node:events:502\n      throw er; // Unhandled \'error\' event\n      ^\n\n' : e && e.requireStack ? 'node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\n' : src ? m[1] + ':' + m[2] + '\n' + (src.split('\n')[m[2] - 1] || '') + '\n' + '^\n\n' : '';
  const extra = e instanceof Error ? Object.keys(e).filter((k) => k !== 'exiting') : [];
  const props = extra.length ? ' {\n' + extra.map((k) => '  ' + key(k) + ': ' + inspect(e[k])).join(',\n') + '\n}' : '';
  later('write', { fd: 2, text: line + text + props + '\n\nNode.js ' + N.init.version + '\n' });
  N.exit = N.exit === null ? 1 : N.exit;
};
N.crash = crash;
globalThis.__state = () => { const due = N.timers.filter((t) => t.ref); return JSON.stringify({ timer: N.timers.length ? Math.min(...N.timers.map((t) => t.at)) : null, alive: N.refs > 0 || due.length > 0, exit: N.exit }); };
globalThis.__turn = (input) => {
  if (N.exit !== null) return;
  try {
    if (input.kind === 'start') { seed = input.seed | 1; N.init = input; N.start(input); }
    else if (input.kind === 'timers') { const t0 = now(); for (const t of N.timers.filter((x) => x.at <= t0 + 0.5).sort((a, b) => a.at - b.at || a.id - b.id)) { if (!N.timers.includes(t)) continue; if (t.every) t.at = t0 + t.every; else N.timers = N.timers.filter((x) => x !== t); t.fn(...t.args); } }
    else if (input.kind === 'exit') { N.process.exitCode = N.process.exitCode ?? 0; N.process.emit('exit', N.process.exitCode); N.exit = Number(N.process.exitCode) || 0; }
    else if (N.handlers[input.kind]) N.handlers[input.kind](input);
  } catch (e) { crash(e); }
};
})();
`;
