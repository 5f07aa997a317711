export interface VfsState {
	placeholder?: never;
}
