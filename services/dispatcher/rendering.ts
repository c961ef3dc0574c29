/** How an action turns the templates of its config into text, each in the form that its place needs. */
import { UpshotError } from '@upshot/errors';
import { compileTemplate, type Scope, type Sink } from '@upshot/templates';
import { isList, isObject, type FieldValue } from '@upshot/values';
import type { DueEffect } from './due-effect.ts';

const CUSTOM_FIELDS = 'custom_fields';

/** Renders against one effect. Every method throws `template_invalid` for a template that cannot be rendered. */
export interface Renderer {
  plain(template: string): string;
  /** Values are escaped for HTML. */
  html(template: string): string;
  /** Values are percent-encoded, for a path or a query. */
  url(template: string): string;
  /** Values are escaped for the inside of a JSON string. */
  json(template: string): string;
  /** Every string inside the value rendered plainly. */
  tree(value: FieldValue): FieldValue;
  /** The fields that templates named and the record does not have, so far. */
  missingFields(): readonly string[];
}

/** What of an effect its templates may name. */
export type Readable = Pick<DueEffect, 'record' | 'readable'>;

/**
 * A renderer over `{{trigger.<field>}}`, `{{variables.<name>}}` and `{{steps.<node>.output.<key>}}`; `customFields` is the json column
 * whose keys are fields by name.
 */
export function createRenderer(
  { record, readable }: Readable,
  customFields: string = CUSTOM_FIELDS,
): Renderer {
  const { variables = {}, steps = {} } = readable;
  const scope: Scope = { trigger: record, variables, steps };
  const missing = new Set<string>();
  const into = (sink: Sink) => (template: string) => {
    const compiled = compileTemplate(template);
    const result = compiled.ok ? compiled.value.render(scope, { sink, customFields }) : compiled;
    if (!result.ok) throw new UpshotError('template_invalid', result.error.message);
    for (const field of result.value.missing) missing.add(field);
    return result.value.text;
  };
  const plain = into('none');
  return {
    plain,
    html: into('html'),
    url: into('url'),
    json: into('json'),
    tree: (value) => mapStrings(value, plain),
    missingFields: () => [...missing],
  };
}

function mapStrings(value: FieldValue, replace: (text: string) => string): FieldValue {
  if (typeof value === 'string') return replace(value);
  if (isList(value)) return value.map((each) => mapStrings(each, replace));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapStrings(each, replace)]));
}
