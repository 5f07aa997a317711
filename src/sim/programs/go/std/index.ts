// The standard library: one row per import path. Deleting a row is "package X is not in std".
import type { StdPackage } from '../scope.ts';
import { errors, fmt, io, runtime } from './core.ts';
import { fs, os, signal, syscall } from './os.ts';
import { strconv, strings, unicode, utf8 } from './strings.ts';
import { atomic, context, sync, time } from './sync.ts';

export const standard: Readonly<Record<string, StdPackage>> = {
	context,
	errors,
	fmt,
	io,
	'io/fs': fs,
	os,
	'os/signal': signal,
	runtime,
	strconv,
	strings,
	sync,
	'sync/atomic': atomic,
	syscall,
	time,
	unicode,
	'unicode/utf8': utf8
};
