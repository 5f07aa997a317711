// The part of Python's standard library that is written in Python: module → text. "NAME.__init__" marks a package.
import { abcCollections, collections, copy, functools, itertools, operator } from './containers.ts';
import { abc, contextlib, dataclasses, enumeration, inspect, types, typing } from './classes.ts';
import { html, io, logging, string, textwrap, traceback, warnings } from './text.ts';
import { re, urlparse } from './patterns.ts';
import { argparse } from './argparse.ts';
import { asyncio, queue, subprocess, threading } from './concurrency.ts';
import { datetime, fnmatch, pathlib } from './dates.ts';
import { small } from './small.ts';

export const library: Readonly<Record<string, string>> = {
	collections,
	'collections.__init__': '',
	'collections.abc': abcCollections,
	copy,
	functools,
	itertools,
	operator,
	abc,
	contextlib,
	dataclasses,
	enum: enumeration,
	inspect,
	types,
	typing,
	html,
	io,
	logging,
	'logging.__init__': '',
	'logging.handlers': 'from logging import StreamHandler, FileHandler\nRotatingFileHandler = FileHandler\n',
	string,
	textwrap,
	traceback,
	warnings,
	argparse,
	asyncio,
	datetime,
	fnmatch,
	pathlib,
	queue,
	subprocess,
	re,
	'urllib.parse': urlparse,
	threading,
	...small
};
