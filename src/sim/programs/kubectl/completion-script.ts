// The text of `kubectl completion SHELL`: a function that asks `kubectl __complete` for words.
// FIDELITY: shorter than cobra's generated script; the words are the same.

const license = `
# Copyright 2016 The Kubernetes Authors.
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.
`;
const scripts: Readonly<Record<string, string>> = {
	bash: `# bash completion V2 for kubectl                             -*- shell-script -*-

__start_kubectl()
{
    local words
    words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
    COMPREPLY=()
    while IFS='' read -r word; do
        [[ $word == :* ]] && break
        COMPREPLY+=("\${word%%$'\\t'*}")
    done < <(kubectl __complete "\${words[@]}" 2>/dev/null)
}

complete -o default -F __start_kubectl kubectl
`,
	zsh: '#compdef kubectl\ncompdef _kubectl kubectl\n_kubectl() { compadd -- $(kubectl __complete "${words[@]:1}" 2>/dev/null | grep -v "^:" | cut -f1) }\n',
	fish: 'complete -c kubectl -f -a "(kubectl __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null | string match -v ":*")"\n',
	powershell: 'Register-ArgumentCompleter -CommandName kubectl -ScriptBlock { param($word, $ast) kubectl __complete $ast.CommandElements[1..99] 2>$null }\n'
};
/** The script of a shell. */
export const bashCompletion = (shell: string): string => license + (scripts[shell] ?? '');
