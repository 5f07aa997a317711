// values: the pure library under every room. Bytes and digests, Go's JSON, YAML, templates, tables, flags and numbers.
// Nothing here has state or knows the machine.

export * from './bytes.ts';
export * from './digest.ts';
export * from './duration.ts';
export * from './field-selector.ts';
export * from './go-print.ts';
export * from './go-template/index.ts';
export * from './json.ts';
export * from './jsonpath.ts';
export * from './numbers.ts';
export * from './pflag.ts';
export * from './quantity.ts';
export * from './regexp.ts';
export * from './selector.ts';
export * from './strftime.ts';
export * from './strings.ts';
export * from './tabwriter.ts';
export * from './time.ts';
export * from './validation.ts';
export * from './yaml.ts';
