/** Rendering an action's config: every string in it is a template. */
import type { FieldValue } from '@upshot/values';
import { mapObject } from './config-strings.ts';
import type { Scope } from './lookup.ts';
import type { Sink } from './sink.ts';
import { compileTemplate, hasTokens, type TemplateProblem } from './template.ts';

export type Config = Readonly<Record<string, FieldValue>>;

export interface ConfigOptions {
  /** Where the string at a JSON pointer goes (`/body` is HTML, say). Default `none` everywhere. */
  readonly escape?: (path: string) => Sink;
  /** The json column whose keys are fields by name. Default `custom_fields`. */
  readonly customFields?: string;
}

export interface RenderedConfig {
  readonly config: Config;
  /** The tokens that found nothing, as written, each once: they printed as nothing. */
  readonly missing: readonly string[];
  /** The first string that can't be rendered; it is empty in `config`, which must then not be used. */
  readonly error?: TemplateProblem;
}

/** Renders every string of `config`, however deep, against `scope` (`{trigger: values, …}`). Never throws. */
export function renderConfig(config: Config, scope: Scope, options: ConfigOptions = {}): RenderedConfig {
  const missing = new Set<string>();
  const problems: TemplateProblem[] = [];
  const { escape, ...rest } = options;
  const rendered = mapObject(config, (text, path) => {
    if (!hasTokens(text)) return text;
    const template = compileTemplate(text);
    const result = template.ok
      ? template.value.render(scope, { ...rest, sink: escape?.(path) ?? 'none' })
      : template;
    if (!result.ok) {
      problems.push({ ...result.error, path });
      return '';
    }
    for (const token of result.value.missing) missing.add(token);
    return result.value.text;
  });
  const [error] = problems;
  return { config: rendered, missing: [...missing], ...(error && { error }) };
}

/** The paths that the strings of `config` name, as written (`trigger.firstName`); what can't be compiled names none. */
export function referencedFields(config: Config): readonly string[] {
  const found = new Set<string>();
  for (const { text } of templatesOf(config)) {
    const template = compileTemplate(text);
    for (const field of template.ok ? template.value.fields : []) found.add(field);
  }
  return [...found];
}

/** What is wrong with the templates of `config`, by JSON pointer: what a definition is refused for. */
export const checkConfig = (config: Config): readonly TemplateProblem[] =>
  templatesOf(config).flatMap(({ text, path }) => {
    const template = compileTemplate(text);
    return template.ok ? [] : [{ ...template.error, path }];
  });

function templatesOf(config: Config): readonly { readonly text: string; readonly path: string }[] {
  const found: { text: string; path: string }[] = [];
  mapObject(config, (text, path) => {
    if (hasTokens(text)) found.push({ text, path });
    return text;
  });
  return found;
}
