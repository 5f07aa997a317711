// The standard library: one row per import path. Deleting a row is "package X is not in std".
import type { StdPackage } from '../scope.ts';
import { cmp, heap, iter, list, maps, slices, sort } from './collections.ts';
import { errors, fmt, io, runtime } from './core.ts';
import { http } from './http.ts';
import { json } from './json.ts';
import { net, url } from './net.ts';
import { fs, os, syscall } from './os.ts';
import { signal } from './os-signal.ts';
import { base64, bufio, bytes, cryptoRand, filepath, hex, html, math, path, rand, sha256 } from './plain.ts';
import { strconv, strings, unicode, utf8 } from './strings.ts';
import { atomic, context, sync, time } from './sync.ts';
import { htmlTemplate, textTemplate } from './templates.ts';
import { embed, flag, log, regexp, slog, testing } from './tools.ts';

export const standard: Readonly<Record<string, StdPackage>> = {
	bufio,
	bytes,
	cmp,
	'container/heap': heap,
	'container/list': list,
	context,
	'crypto/rand': cryptoRand,
	'crypto/sha256': sha256,
	embed,
	'encoding/base64': base64,
	'encoding/hex': hex,
	'encoding/json': json,
	errors,
	flag,
	fmt,
	html,
	'html/template': htmlTemplate,
	io,
	'io/fs': fs,
	iter,
	log,
	'log/slog': slog,
	maps,
	math,
	'math/rand': rand,
	'math/rand/v2': rand,
	net,
	'net/http': http,
	'net/url': url,
	os,
	'os/signal': signal,
	path,
	'path/filepath': filepath,
	regexp,
	runtime,
	slices,
	sort,
	strconv,
	strings,
	sync,
	'sync/atomic': atomic,
	syscall,
	testing,
	'text/template': textTemplate,
	time,
	unicode,
	'unicode/utf8': utf8
};
