/** Whether a text of a config is a template that can be rendered. */
import { compileTemplate } from '@upshot/templates';

/** What keeps `text` from being rendered, or null. */
export function templateProblem(text: string): string | null {
  const compiled = compileTemplate(text);
  return compiled.ok ? null : compiled.error.message;
}
