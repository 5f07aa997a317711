export interface NetState {
	placeholder?: never;
}
