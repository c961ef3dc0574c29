/** Merge tokens and templates: bounded, without code, rendered once. Pure. */
export { MAX_RENDERED_LENGTH, MAX_TEMPLATE_LENGTH, MAX_TOKEN_LENGTH, MAX_TOKENS } from './bounds.ts';
export type { Path, Scope } from './lookup.ts';
export {
  checkConfig,
  referencedFields,
  renderConfig,
  type Config,
  type ConfigOptions,
  type RenderedConfig,
} from './render-config.ts';
export type { Sink } from './sink.ts';
export {
  compileTemplate,
  type Rendered,
  type RenderOptions,
  type Template,
  type TemplateProblem,
} from './template.ts';
