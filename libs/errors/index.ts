/** Results for outcomes that are expected, coded errors for the rest. */
export { UpshotError, type ErrorOptions } from './upshot-error.ts';
export { toUpshotError } from './to-upshot-error.ts';
export { err, ok, type Result } from './result.ts';
export { CODES, type Code, type Retry } from './codes.ts';
