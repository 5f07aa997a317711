// The names of set -o options and of shopt options, in bash's order of listing, with bash's defaults.

/** Letter → set -o name, in the order of `$-`. */
export const optionLetters: readonly (readonly [string, string])[] = [
	['a', 'allexport'],
	['b', 'notify'],
	['e', 'errexit'],
	['f', 'noglob'],
	['h', 'hashall'],
	['k', 'keyword'],
	['m', 'monitor'],
	['n', 'noexec'],
	['p', 'privileged'],
	['t', 'onecmd'],
	['u', 'nounset'],
	['v', 'verbose'],
	['x', 'xtrace'],
	['B', 'braceexpand'],
	['C', 'noclobber'],
	['E', 'errtrace'],
	['H', 'histexpand'],
	['P', 'physical'],
	['T', 'functrace']
];
export const shellOptionNames: readonly string[] = (
	'allexport braceexpand emacs errexit errtrace functrace hashall histexpand history ignoreeof interactive-comments keyword monitor noclobber noexec ' +
	'noglob nolog notify nounset onecmd physical pipefail posix privileged verbose vi xtrace'
).split(' ');
export const dashOptionNames: readonly string[] =
	'errexit noglob ignoreeof interactive monitor noexec stdin xtrace verbose vi emacs noclobber allexport notify nounset privileged nolog debug'.split(' ');
export const shoptNames: readonly string[] = (
	'autocd assoc_expand_once cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 compat40 compat41 compat42 compat43 compat44 ' +
	'complete_fullquote direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore globasciiranges globskipdots ' +
	'globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit interactive_comments lastpipe lithist localvar_inherit ' +
	'localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch noexpand_translation nullglob patsub_replacement progcomp progcomp_alias promptvars ' +
	'restricted_shell shift_verbose sourcepath varredir_close xpg_echo'
).split(' ');
export const shoptDefaults: readonly string[] = (
	'checkwinsize cmdhist complete_fullquote extquote force_fignore globasciiranges globskipdots hostcomplete interactive_comments patsub_replacement progcomp ' +
	'promptvars sourcepath'
).split(' ');
export const optionDefaults: readonly string[] = ['braceexpand', 'hashall', 'interactive-comments'];
