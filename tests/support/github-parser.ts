// GitHub's own parser of actions and workflows: what it says against a file.
import { registerHooks } from 'node:module';

/** The parser imports its schemas as bundlers take JSON; Node wants to be told that it is JSON. */
const hooks = registerHooks({
  load: (url, context, next) =>
    url.includes('/@actions/workflow-parser/') && url.endsWith('.json')
      ? next(url, { ...context, importAttributes: { type: 'json' } })
      : next(url, context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  '@actions/workflow-parser'
);
const { convertActionTemplate, parseAction } = await import(
  '@actions/workflow-parser/actions/index'
);
hooks.deregister();

/** Messages, empty where it is right. @param name of the file: an action is called action.yml */
export async function listGithubErrors(name: string, content: string): Promise<readonly string[]> {
  const trace = new NoOperationTraceWriter();
  const isAction = name.endsWith('action.yml');
  const { context, value } = (isAction ? parseAction : parseWorkflow)({ name, content }, trace);
  if (value !== undefined && isAction) convertActionTemplate(context, value);
  else if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}
