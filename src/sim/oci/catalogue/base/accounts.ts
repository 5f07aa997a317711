// Users and groups that an image's build adds to those of its base: whole files, as the layer would hold them.
import type { Tree } from '../../tree.ts';
import { alpineGroup, alpinePasswd } from './alpine.ts';
import { debianGroup, debianPasswd } from './debian.ts';

/** /etc/passwd and /etc/group with one line more each (lines without newline; several joined by \n). */
export const debianAccounts = (user: string, group: string): Tree => ({ 'etc/passwd': debianPasswd(user + '\n'), 'etc/group': debianGroup(group + '\n') });
export const alpineAccounts = (user: string, group: string): Tree => ({ 'etc/passwd': alpinePasswd(user + '\n'), 'etc/group': alpineGroup(group + '\n') });
