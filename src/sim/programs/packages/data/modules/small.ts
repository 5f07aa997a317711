// Modules of our own behind the doors of well-known packages, for the learner's JavaScript: what a course's small service calls of them.
// Each says in its first line what it does not do. Invariant: written from the packages' documented interfaces, without their code.

const express = `// The routing, middleware and response helpers of express 4 that its guide shows; no templates, no etags, no trust of proxies.
const http = require('http'); const fs = require('fs'); const path = require('path');
const types = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'application/javascript; charset=utf-8', json: 'application/json; charset=utf-8', txt: 'text/plain; charset=utf-8', text: 'text/plain; charset=utf-8', svg: 'image/svg+xml', png: 'image/png' };
const escape = (s) => s.replace(/[.*+?^()|[\\]{}$\\\\]/g, '\\\\$&');
function compile(p, end) { if (p instanceof RegExp) return { re: p, keys: [] }; const keys = []; const body = p.split('/').map((part) => part[0] === ':' ? (keys.push(part.slice(1).replace(/[?]$/, '')), '([^/]+)') : part === '*' ? '(.*)' : escape(part)).join('/').replace(/\\/$/, ''); return { re: new RegExp('^' + body + (end ? '/?$' : '(?=/|$)')), keys }; }
function router() {
  const layers = [];
  const handle = (req, res, done) => {
    let i = 0;
    const next = (err) => {
      if (err === 'router') return done();
      const layer = layers[i++]; if (!layer) return done(err);
      const url = req.url.split('?')[0];
      const m = layer.re.exec(url);
      if (!m || (layer.method && layer.method !== req.method && !(layer.method === 'GET' && req.method === 'HEAD'))) return next(err);
      if ((layer.f.length === 4) !== (err !== undefined)) return next(err);
      req.params = { ...req.params, ...Object.fromEntries(layer.keys.map((k, n) => [k, decodeURIComponent(m[n + 1] || '')])) };
      const before = req.url; const base = req.baseUrl || '';
      const back = (e) => { req.url = before; req.baseUrl = base; next(e); };
      if (!layer.end && m[0] !== '' && m[0] !== '/') { req.url = before.slice(m[0].length) || '/'; if (req.url[0] !== '/') req.url = '/' + req.url; req.baseUrl = base + m[0]; }
      try { const out = err !== undefined ? layer.f(err, req, res, back) : layer.f(req, res, back); if (out && out.catch && layer.f.length < 3) out.catch(() => {}); } catch (e) { back(e); }
    };
    next();
  };
  const add = (method, p, end, fs) => { for (const f of fs.flat(Infinity)) layers.push({ method, end, f: f.handle || f, ...compile(p, end) }); };
  const r = (req, res, next) => handle(req, res, next);
  r.handle = (req, res, next) => handle(req, res, next);
  r.use = (p, ...fs) => { if (typeof p === 'string') add(undefined, p, false, fs); else add(undefined, '', false, [p, ...fs]); return r; };
  for (const m of ['get', 'post', 'put', 'delete', 'patch', 'options', 'head']) r[m] = (p, ...fs) => { add(m.toUpperCase(), p, true, fs); return r; };
  r.all = (p, ...fs) => { add(undefined, p, true, fs); return r; };
  r.route = (p) => { const o = {}; for (const m of ['get', 'post', 'put', 'delete', 'patch', 'all']) o[m] = (...fs) => { r[m](p, ...fs); return o; }; return o; };
  return r;
}
function dress(req, res, app) {
  const u = req.url; const q = u.indexOf('?');
  req.originalUrl = req.originalUrl || u; req.path = q < 0 ? u : u.slice(0, q); req.query = q < 0 ? {} : Object.fromEntries(new URLSearchParams(u.slice(q + 1)));
  req.params = {}; req.app = app; req.get = (h) => req.headers[h.toLowerCase()]; req.ip = req.socket.remoteAddress; req.hostname = (req.headers.host || '').replace(/:\\d+$/, ''); req.protocol = 'http';
  res.app = app; res.locals = {};
  res.status = (n) => { res.statusCode = n; return res; }; res.set = res.header = (k, v) => { if (typeof k === 'object') for (const x in k) res.setHeader(x, k[x]); else res.setHeader(k, v); return res; }; res.get = (k) => res.getHeader(k);
  res.type = (t) => res.set('Content-Type', types[t] || t); const length = (b) => res.set('Content-Length', String(Buffer.byteLength(b)));
  res.send = (b) => { if (typeof b === 'object' && b !== null && !Buffer.isBuffer(b)) return res.json(b); const text = b === undefined ? '' : Buffer.isBuffer(b) ? b : String(b); if (!res.getHeader('Content-Type')) res.type(Buffer.isBuffer(b) ? 'application/octet-stream' : 'html'); length(text); res.end(text); return res; };
  res.json = (v) => { if (!res.getHeader('Content-Type')) res.type('json'); return res.send(JSON.stringify(v)); };
  res.sendStatus = (n) => res.status(n).type('txt').send(http.STATUS_CODES[n] || String(n)); res.redirect = (a, b) => { const [n, to] = b === undefined ? [302, a] : [a, b]; res.status(n).set('Location', to).type('txt').send('Found. Redirecting to ' + to); };
  res.sendFile = (p) => { try { const b = fs.readFileSync(p); res.type(types[path.extname(p).slice(1)] || 'application/octet-stream'); length(b); res.end(b); } catch (e) { if (e.stop) throw e; res.sendStatus(404); } };
  res.cookie = (k, v) => res.set('Set-Cookie', k + '=' + encodeURIComponent(v) + '; Path=/');
}
const body = (want, parse) => () => (req, res, next) => { if (!(req.headers['content-type'] || '').includes(want)) { req.body = req.body || {}; return next(); } let text = ''; req.setEncoding('utf8'); req.on('data', (d) => { text += d; }); req.on('end', () => { try { req.body = parse(text); next(); } catch (e) { if (e.stop) throw e; e.status = 400; next(e); } }); };
function createApplication() {
  const r = router(); const settings = {};
  const app = (req, res) => { if (settings['x-powered-by'] !== false) res.setHeader('X-Powered-By', 'Express'); dress(req, res, app); r.handle(req, res, (err) => { if (res.writableEnded) return; if (err) { const status = err.status || err.statusCode || 500; if (status >= 500) console.error(err.stack || String(err)); res.status(status).type('html').send('<!DOCTYPE html>\\n<html lang="en">\\n<head>\\n<meta charset="utf-8">\\n<title>Error</title>\\n</head>\\n<body>\\n<pre>' + (err.stack || err) + '</pre>\\n</body>\\n</html>\\n'); } else res.status(404).type('html').send('<!DOCTYPE html>\\n<html lang="en">\\n<head>\\n<meta charset="utf-8">\\n<title>Error</title>\\n</head>\\n<body>\\n<pre>Cannot ' + req.method + ' ' + req.originalUrl.split('?')[0] + '</pre>\\n</body>\\n</html>\\n'); }); };
  Object.assign(app, r); const get = r.get; app.handle = r.handle;
  app.get = (k, ...fs) => fs.length === 0 && typeof k === 'string' ? settings[k] : (get(k, ...fs), app);
  for (const m of ['use', 'post', 'put', 'delete', 'patch', 'all', 'options', 'head']) { const f = r[m]; app[m] = (...a) => { f(...a); return app; }; }
  app.set = (k, v) => { settings[k] = v; return app; }; app.disable = (k) => app.set(k, false); app.enable = (k) => app.set(k, true); app.locals = {};
  app.listen = (...a) => http.createServer(app).listen(...a);
  return app;
}
module.exports = Object.assign(createApplication, { Router: router, json: body('json', (t) => JSON.parse(t || '{}')), urlencoded: body('urlencoded', (t) => Object.fromEntries(new URLSearchParams(t))), text: body('text/', (t) => t), static: (root) => (req, res, next) => { if (req.method !== 'GET' && req.method !== 'HEAD') return next(); let p = path.join(root, decodeURIComponent(req.url.split('?')[0])); if (!path.resolve(p).startsWith(path.resolve(root))) return next(); if (p.endsWith('/')) p += 'index.html'; if (!fs.existsSync(p) || fs.statSync(p).isDirectory()) return next(); res.sendFile(p); } });
`;
const small: Readonly<Record<string, string>> = {
	cors: `// Headers for every origin, and answers to preflights; no lists of origins.
module.exports = () => (req, res, next) => { res.setHeader('Access-Control-Allow-Origin', '*'); if (req.method === 'OPTIONS') { res.statusCode = 204; res.setHeader('Access-Control-Allow-Methods', 'GET,HEAD,PUT,PATCH,POST,DELETE'); res.end(); } else next(); };
`,
	dotenv: `// Reads .env into process.env; no expansion.
const fs = require('fs'); const parse = (text) => { const out = {}; for (const line of String(text).split('\\n')) { const m = /^\\s*(?:export\\s+)?([\\w.-]+)\\s*=\\s*(.*?)\\s*$/.exec(line); if (m) out[m[1]] = m[2].replace(/^(['"])(.*)\\1$/, '$2'); } return out; };
exports.parse = parse; exports.config = (o = {}) => { try { const parsed = parse(fs.readFileSync(o.path || '.env', 'utf8')); for (const k in parsed) if (process.env[k] === undefined) process.env[k] = parsed[k]; return { parsed }; } catch (error) { if (error.stop) throw error; return { error }; } };
`,
	morgan: `// One line per answered request, in the formats dev, tiny and common.
module.exports = (format) => (req, res, next) => { const at = Date.now(); res.on('finish', () => { const ms = Date.now() - at; const line = req.method + ' ' + (req.originalUrl || req.url) + ' ' + res.statusCode; console.log(format === 'tiny' ? line + ' ' + (res.getHeader('Content-Length') || '-') + ' - ' + ms + ' ms' : format === 'dev' ? line + ' ' + ms + ' ms - ' + (res.getHeader('Content-Length') || '-') : req.socket.remoteAddress + ' - - [' + new Date(at).toISOString() + '] "' + req.method + ' ' + req.url + ' HTTP/1.1" ' + res.statusCode + ' ' + (res.getHeader('Content-Length') || '-')); }); next(); };
`,
	uuid: `// Random identifiers of version 4.
exports.v4 = () => 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) => { const r = Math.floor(Math.random() * 16); return (c === 'x' ? r : (r & 3) | 8).toString(16); });
`,
	helmet: `// Headers that tell browsers to be careful. Leaves out most options.
module.exports = (o = {}) => (req, res, next) => { const h = { 'Content-Security-Policy': "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests", 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin', 'Origin-Agent-Cluster': '?1', 'Referrer-Policy': 'no-referrer', 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains', 'X-Content-Type-Options': 'nosniff', 'X-DNS-Prefetch-Control': 'off', 'X-Download-Options': 'noopen', 'X-Frame-Options': 'SAMEORIGIN', 'X-Permitted-Cross-Domain-Policies': 'none', 'X-XSS-Protection': '0' }; for (const k in h) res.setHeader(k, h[k]); if (res.removeHeader) res.removeHeader('X-Powered-By'); next(); };
`,
	'cookie-parser': `// Cookies of a request as req.cookies.
module.exports = () => (req, res, next) => { req.cookies = Object.fromEntries(String(req.headers.cookie || '').split(';').map((p) => p.trim().split('=')).filter((p) => p.length === 2).map(([k, v]) => [k, decodeURIComponent(v)])); next(); };
`,
	debug: `// Lines on standard error for the names that DEBUG lists.
const made = (name) => { const on = String(process.env.DEBUG || '').split(/[ ,]+/).filter(Boolean).some((p) => new RegExp('^' + p.replace(/[.+?^()|[\\]{}]/g, '\\\\$&').replace(/[*]/g, '.*') + '$').test(name)); const f = (...a) => { if (on) process.stderr.write(new Date().toISOString() + ' ' + name + ' ' + require('util').format(...a) + '\\n'); }; f.enabled = on; f.namespace = name; f.extend = (n) => made(name + ':' + n); return f; }; module.exports = made; made.debug = made; made.enabled = () => false;
`,
	ms: `// Milliseconds of "2 days", "10h", "90s".
const units = { ms: 1, s: 1000, m: 60000, h: 3600000, d: 86400000, w: 604800000 }; module.exports = (v) => { if (typeof v === 'number') { for (const u of ['d', 'h', 'm', 's']) if (Math.abs(v) >= units[u]) return Math.round(v / units[u]) + u; return v + 'ms'; } const m = /^(-?[\\d.]+)\\s*([a-z]*)/i.exec(v); return m ? Number(m[1]) * (units[m[2][0] === 'm' && m[2][1] === 's' ? 'ms' : m[2][0]] || 1) : undefined; };
`,
	chalk: `// Colours as escape sequences, nested by calling.
const codes = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, white: 37, gray: 90, bold: 1, dim: 2, underline: 4 }; const make = (list) => { const f = (...a) => list.reduce((s, c) => '\\x1b[' + c + 'm' + s + '\\x1b[' + (c < 10 ? 22 : 39) + 'm', a.join(' ')); for (const k in codes) Object.defineProperty(f, k, { get: () => make([...list, codes[k]]) }); return f; }; module.exports = make([]);
`,
	lodash: `// The functions of lists and objects that small programs use.
const get = (o, p, d) => { let v = o; for (const k of Array.isArray(p) ? p : String(p).split(/[.[\\]]+/).filter(Boolean)) v = v == null ? undefined : v[k]; return v === undefined ? d : v; };
const by = (f) => (typeof f === 'function' ? f : (o) => get(o, f));
module.exports = { get, chunk: (a, n) => { const out = []; for (let i = 0; i < a.length; i += n) out.push(a.slice(i, i + n)); return out; }, uniq: (a) => [...new Set(a)], groupBy: (a, f) => { const out = {}; for (const x of a) (out[by(f)(x)] ||= []).push(x); return out; }, sortBy: (a, f) => [...a].sort((x, y) => (by(f)(x) < by(f)(y) ? -1 : by(f)(x) > by(f)(y) ? 1 : 0)), sum: (a) => a.reduce((s, x) => s + x, 0), sumBy: (a, f) => a.reduce((s, x) => s + by(f)(x), 0), range: (a, b) => Array.from({ length: b === undefined ? a : b - a }, (_, i) => i + (b === undefined ? 0 : a)), pick: (o, ...k) => Object.fromEntries(k.flat().filter((x) => x in o).map((x) => [x, o[x]])), omit: (o, ...k) => Object.fromEntries(Object.entries(o).filter(([x]) => !k.flat().includes(x))), capitalize: (s) => s.charAt(0).toUpperCase() + s.slice(1).toLowerCase(), cloneDeep: (v) => JSON.parse(JSON.stringify(v)), isEmpty: (v) => v == null || Object.keys(v).length === 0, shuffle: (a) => [...a].sort(() => Math.random() - 0.5), debounce: (f, ms) => { let t; return (...a) => { clearTimeout(t); t = setTimeout(() => f(...a), ms); }; } };
`
};

/** By package: path → text. */
export const modules: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	express: { 'index.js': express },
	...Object.fromEntries(Object.entries(small).map(([name, text]) => [name, { 'index.js': text }]))
};
