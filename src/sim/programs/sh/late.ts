// What of the language no start-up file needs before a prompt.
export { declareFunctions, listDeclared, listVariables } from './builtins/declare-list.ts';
export { builtins } from './builtins/late.ts';
export { evaluateDashTest } from './builtins/test-dash.ts';
export { usages } from './builtins/usages.ts';
export { evaluateCondition } from './condition-expression.ts';
export { connectTo } from './dev-tcp.ts';
export { unignored } from './glob-ignore.ts';
export { forgetFinished, jobState, notify, waitForeground } from './jobs.ts';
export { strftime } from '../../values/index.ts';
export { operateFurther } from './parameter-operators.ts';
export { printCondition, printed } from './print.ts';
export { runBackground, runCoproc, runPipeline, runSubshell } from './pipeline.ts';
export { fromFile, fromStdin, runText } from './scripts.ts';
export { select } from './select.ts';
export { redirectedChild, runScript, traceArguments, traceArrays, traceExports } from './simple-late.ts';
export { helpText, usageText, versionText } from './texts.ts';
