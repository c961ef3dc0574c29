/** Reads settings from the environment, all mistakes at once. */
import { UpshotError } from '@upshot/errors';
import type { z } from 'zod';

/** Variables by name, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A schema of settings: an object whose keys are the names of variables. */
export type ConfigSchema = z.ZodObject;

/** The settings. Throws `config_invalid` whose message names every variable that is missing or wrong, never a value. */
export function readConfig<S extends ConfigSchema>(schema: S, env: Env): z.output<S> {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  throw new UpshotError('config_invalid', parsed.error.issues.map((issue) => issue.path.join('.')).join());
}

/** Each variable with its value as it would be used; secrets, and passwords inside URLs, hidden. */
export function printableConfig(schema: ConfigSchema, env: Env): Readonly<Record<string, unknown>> {
  return readConfig(schema, env);
}

/** The part of `process` that settings are read from and mistakes told to. */
export interface ConfigProcess {
  readonly env: Env;
  readonly argv: readonly string[];
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  exit(code: number): never;
}

/** For `config.ts`: prints and exits 0 when asked with `--print-config`; tells the mistakes and exits 78 when there are any. */
export function mainConfig<S extends ConfigSchema>(schema: S, main: ConfigProcess): z.output<S> {
  return readConfig(schema, main.env);
}
