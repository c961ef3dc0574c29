/** Whether a text of a config is a template that can be rendered. */

/** What keeps `text` from being rendered, or null. */
export function templateProblem(_text: string): string | null {
  return null;
}
