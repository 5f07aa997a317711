// Package managers of the distributions, and the mirrors they ask.
import type { Program } from '../../kernel/index.ts';
import { apk } from './apk.ts';
import { apt, aptCache, aptGet, aptMark } from './apt/apt.ts';
import { dpkg } from './apt/dpkg.ts';
import { packageIndex } from './mirror.ts';

export const packagePrograms: readonly Program[] = [apk, apt, aptGet, aptCache, aptMark, dpkg, packageIndex];
