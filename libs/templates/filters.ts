/** The filters that templates may use: those that read no clock, no file and no chance, and can't grow without bound. */
import { UpshotError } from '@upshot/errors';
import { parseInstant } from '@upshot/values';
import { filters as builtIn, type Liquid } from 'liquidjs';

const ALLOWED: readonly string[] = [
  // text
  'append',
  'capitalize',
  'downcase',
  'lstrip',
  'newline_to_br',
  'prepend',
  'remove',
  'remove_first',
  'replace',
  'replace_first',
  'rstrip',
  'slice',
  'strip',
  'strip_html',
  'strip_newlines',
  'truncate',
  'truncatewords',
  'upcase',
  'url_encode',
  // numbers
  'abs',
  'at_least',
  'at_most',
  'ceil',
  'divided_by',
  'floor',
  'minus',
  'modulo',
  'plus',
  'round',
  'times',
  // lists
  'compact',
  'first',
  'join',
  'last',
  'reverse',
  'size',
  'sort',
  'split',
  'uniq',
  // the rest
  'default',
  'json',
];
const MAX_DATE_FORMAT = 64;
const WIDE_PADDING = /%[-_0^#:]*\d{3}/;

/** Leaves an engine no filters but these. `date` is given instants, so that it never asks what time it is now, or where. */
export function restrictFilters(engine: Liquid): void {
  const wrapped = engine.filters['date'];
  for (const name of Object.keys(engine.filters)) Reflect.deleteProperty(engine.filters, name);
  for (const name of ALLOWED) {
    const filter = builtIn[name];
    if (filter !== undefined) engine.registerFilter(name, filter);
  }
  if (typeof wrapped !== 'function') return;
  engine.registerFilter('date', function (value: unknown, format: unknown, zone: unknown) {
    const instant = typeof value === 'string' ? parseInstant(value) : undefined;
    if (instant === undefined) return value;
    const pattern = typeof format === 'string' ? format : '%Y-%m-%d';
    if (pattern.length > MAX_DATE_FORMAT || WIDE_PADDING.test(pattern)) {
      throw new UpshotError('template_invalid', 'a date format is too wide');
    }
    const printed: unknown = wrapped.call(this, instant.ms / 1000, pattern, zone);
    return printed;
  });
}
