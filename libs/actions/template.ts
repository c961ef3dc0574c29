/** Tells a string that is fixed when the definition is saved from one that is known only when it is rendered. */

/** Whether the text holds a template output, so that its final form is not known yet. */
export const isTemplated = (text: string): boolean => text.includes('{{');
