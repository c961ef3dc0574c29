/** A template: compiled once, rendered in a single pass. */
import { err, ok, UpshotError, type Result } from '@upshot/errors';
import { AssertionError, LiquidError, Output, toValue, toValueSync, type Template as Part } from 'liquidjs';
import { checkBounds, MAX_RENDERED_LENGTH } from './bounds.ts';
import { engine } from './engine.ts';
import type { Scope } from './lookup.ts';
import { print } from './print.ts';
import { escapeFor, type Sink } from './sink.ts';
import { TokenContext } from './token-context.ts';
import { pathsOf } from './token-paths.ts';

export interface TemplateProblem {
  readonly code: 'template_invalid';
  /** Where in a config, as a JSON pointer; empty for a template on its own. */
  readonly path: string;
  readonly message: string;
}

/** How a template is rendered. */
export interface RenderOptions {
  /** Where the text goes; values are escaped for it, the template's own text is not. Default `none`. */
  readonly sink?: Sink;
  /** The json column whose keys are fields by name. Default `custom_fields`. */
  readonly customFields?: string;
}

export interface Rendered {
  readonly text: string;
  /** The tokens that found nothing, as written (`trigger.firstName`), each once. */
  readonly missing: readonly string[];
}

export interface Template {
  /** The paths that its tokens name, as written. */
  readonly fields: readonly string[];
  /** Values are printed once and never read as templates. The failure is a bound that was exceeded. */
  readonly render: (scope: Scope, options?: RenderOptions) => Result<Rendered, TemplateProblem>;
}

const MAX_MESSAGE_LENGTH = 200;

/**
 * Compiles `{{trigger.field}}` with filters. Refused (`template_invalid`): a tag `{% … %}`, an unknown filter, a token
 * that is not closed or is more than one name, and whatever exceeds the bounds of `bounds.ts`.
 */
export function compileTemplate(source: string): Result<Template, TemplateProblem> {
  const parsed = attempt(() => parseParts(source));
  if (!parsed.ok) return parsed;
  const template: Template = {
    get fields() {
      return pathsOf(parsed.value);
    },
    render: (scope, options) => attempt(() => renderParts(parsed.value, scope, options)),
  };
  return ok(template);
}

/** Whether a string has anything to compile. */
export const hasTokens = (source: string): boolean => source.includes('{{') || source.includes('{%');

function parseParts(source: string): readonly Part[] {
  checkBounds(source);
  const parts = engine.parse(source);
  for (const part of parts) if (part instanceof Output) checkToken(part.token.getText());
  return parts;
}

/** The engine would read `{{ trigger.first name }}` as its first word, and say nothing. */
function checkToken(token: string): void {
  const bare = token.replaceAll(/"[^"]*"|'[^']*'/g, '').replaceAll(/\[[^\]]*\]/g, '');
  const [name = ''] = bare
    .replace(/^\{\{-?/, '')
    .replace(/-?\}\}$/, '')
    .split('|');
  if (/\s/.test(name.trim()))
    throw new UpshotError('template_invalid', 'a token must be one name, then filters');
}

function renderParts(parts: readonly Part[], scope: Scope, options: RenderOptions = {}): Rendered {
  const context = new TokenContext(scope, options.customFields ?? 'custom_fields');
  const missing = new Set<string>();
  let text = '';
  for (const part of parts) {
    text +=
      part instanceof Output ? renderToken(part, context, options.sink ?? 'none') : literalOf(part, context);
    if (text.length > MAX_RENDERED_LENGTH)
      throw new UpshotError('template_invalid', 'the text grew too long');
    const found = context.takeMissing();
    if (!hasDefault(part)) for (const path of found) missing.add(path);
  }
  return { text, missing: [...missing] };
}

/** Whoever gives a default has said what should stand where nothing is found. */
const hasDefault = (part: Part): boolean =>
  part instanceof Output && part.value.filters[0]?.name === 'default';

function renderToken(token: Output, context: TokenContext, sink: Sink): string {
  const text = print(toValue(toValueSync(token.value.value(context))));
  const isJson = sink === 'json' && token.value.filters.at(-1)?.name === 'json';
  return isJson ? text : escapeFor(sink, text);
}

function literalOf(part: Part, context: TokenContext): string {
  let literal = '';
  const write = (text: string): void => {
    literal += text;
  };
  toValueSync(part.render(context, { write, buffer: '' }));
  return literal;
}

/** The engine tells by throwing. */
function attempt<Value>(work: () => Value): Result<Value, TemplateProblem> {
  try {
    return ok(work());
  } catch (thrown) {
    return err({ code: 'template_invalid', path: '', message: messageOf(thrown) });
  }
}

/** The engine's own words are about the template; those of anything else might repeat a value. */
function messageOf(thrown: unknown): string {
  const known = thrown instanceof UpshotError || thrown instanceof AssertionError || LiquidError.is(thrown);
  const [line = ''] = known ? thrown.message.split('\n') : ['the template cannot be rendered'];
  return line.slice(0, MAX_MESSAGE_LENGTH);
}
