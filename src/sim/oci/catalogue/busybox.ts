// docker.io/library/busybox.
import { busyboxTree } from './base/busybox.ts';
import { add, image, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const busyboxImage = (size: number, created: string): ImageSource =>
	image(created, undefined, [add('ADD busybox.tar / # buildkit', busyboxTree(size)), { cmd: ['sh'] }]);
const v128 = (): ImageSource => busyboxImage(1_115_000, '2018-05-22T17:00:17Z');
const v135 = (): ImageSource => busyboxImage(4_200_000, '2023-01-10T00:00:00Z');
const v136 = (): ImageSource => busyboxImage(4_229_000, '2025-03-01T21:31:42Z');
const v137 = (): ImageSource => busyboxImage(4_240_000, '2024-09-26T21:31:42Z');
const musl = (): ImageSource => busyboxImage(1_470_000, '2024-09-26T21:31:42Z');

export const busybox: Repository = {
	name: 'docker.io/library/busybox',
	tags: {
		latest: v136,
		'1': v136,
		stable: v136,
		'1.28': v128,
		'1.28.4': v128,
		'1.35': v135,
		'1.36': v136,
		'1.36.1': v136,
		'1.37': v137,
		'1.37.0': v137,
		glibc: v136,
		'1.36-glibc': v136,
		musl,
		'1.36-musl': musl,
		uclibc: musl
	}
};
