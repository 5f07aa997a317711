// The room table (HOUSE section 1): which room of src/sim may import which. A room imports only rooms with a lower number.

/** Room → level. */
export const rooms: Readonly<Record<string, number>> = {
	engine: 0,
	values: 0,
	kernel: 1,
	fabric: 1,
	oci: 2,
	cni: 3,
	containerd: 4,
	dockerd: 5,
	etcd: 5,
	kinds: 6,
	apiserver: 7,
	client: 8,
	controllers: 9,
	scheduler: 9,
	kubelet: 9,
	proxy: 9,
	dns: 9,
	cloud: 9,
	programs: 10,
	world: 11
};
