// Plain JSON values, as they go over the worker's port and into patches.
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
