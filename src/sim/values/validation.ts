// apimachinery's rules for names and labels (util/validation), with its messages word for word.
// Each rule answers the list of what is wrong; an empty list is a valid value.

import { utf8Length } from './bytes.ts';

/** validation.RegexError: the message, the examples and the pattern. */
export function regexError(message: string, pattern: string, ...examples: string[]): string {
	if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
	return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

/** validation.MaxLenError. */
export function maxLengthError(length: number): string {
	return `must be no more than ${length} characters`;
}

const nameMessage = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const namePattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const isName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const nameError = regexError(nameMessage, namePattern, 'MyName', 'my.name', '123-abc');

const labelMessage =
	"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const isLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const subdomainMessage =
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const subdomainPattern = `${labelPattern}(\\.${labelPattern})*`;
const isSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const label1035Message =
	"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const label1035Pattern = '[a-z]([-a-z0-9]*[a-z0-9])?';
const isLabel1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** validation.IsDNS1123Subdomain: most names of objects. */
export function dns1123SubdomainErrors(value: string): string[] {
	const errors: string[] = [];
	if (utf8Length(value) > 253) errors.push(maxLengthError(253));
	if (!isSubdomain.test(value)) errors.push(regexError(subdomainMessage, subdomainPattern, 'example.com'));
	return errors;
}

/** validation.IsDNS1123Label: namespaces, containers. */
export function dns1123LabelErrors(value: string): string[] {
	const errors: string[] = [];
	if (utf8Length(value) > 63) errors.push(maxLengthError(63));
	if (isLabel.test(value)) return errors;
	errors.push(isSubdomain.test(value) ? 'must not contain dots' : regexError(labelMessage, labelPattern, 'my-name', '123-abc'));
	return errors;
}

/** validation.IsDNS1035Label: services. */
export function dns1035LabelErrors(value: string): string[] {
	const errors: string[] = [];
	if (utf8Length(value) > 63) errors.push(maxLengthError(63));
	if (!isLabel1035.test(value)) errors.push(regexError(label1035Message, label1035Pattern, 'my-name', 'abc-123'));
	return errors;
}

/** content.IsLabelKey (validation.IsQualifiedName is the same): keys of labels and annotations, names of resources. */
export function qualifiedNameErrors(value: string): string[] {
	const errors: string[] = [];
	const parts = value.split('/');
	if (parts.length > 2) return [`a valid label key ${nameError} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
	const name = parts[parts.length - 1] ?? '';
	if (parts.length === 2) {
		const prefix = parts[0] ?? '';
		if (prefix === '') errors.push('prefix part must be non-empty');
		else errors.push(...dns1123SubdomainErrors(prefix).map((error) => `prefix part ${error}`));
	}
	if (name === '') errors.push('name part must be non-empty');
	else if (utf8Length(name) > 63) errors.push(`name part ${maxLengthError(63)}`);
	if (!isName.test(name)) errors.push(`name part ${nameError}`);
	return errors;
}

const labelValueMessage =
	"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** validation.IsValidLabelValue. */
export function labelValueErrors(value: string): string[] {
	const errors: string[] = [];
	if (utf8Length(value) > 63) errors.push(maxLengthError(63));
	if (value !== '' && !isName.test(value)) errors.push(regexError(labelValueMessage, `(${namePattern})?`, 'MyValue', 'my_value', '12345'));
	return errors;
}
