/** Reads settings from the environment, all mistakes at once. */
import { UpshotError } from '@upshot/errors';
import { z } from 'zod';
import { SECRETS } from './settings.ts';

/** Variables by name, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A schema of settings: an object whose keys are the names of variables. */
export type ConfigSchema = z.ZodObject;

/** The part of `process` that settings are read from and mistakes told to. */
export interface ConfigProcess {
  readonly env: Env;
  readonly argv: readonly string[];
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  exit(code: number): never;
}

const EXIT_CONFIG = 78;
const REDACTED = '[redacted]';
/** A second wall, for a secret that was declared as plain text. */
const SECRET_NAME = /(?:SECRET|PASSWORD|TOKEN|API_?KEYS?)$/iu;
/** User and password of a URL. */
const CREDENTIALS = /(?<=^[a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/iu;

/** The settings. Throws `config_invalid` whose message names every variable that is missing or wrong, never a value. */
export function readConfig<S extends ConfigSchema>(schema: S, env: Env): z.output<S> {
  const parsed = schema.safeParse(givenOf(schema, env));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map((issue) => mistake(issue, env));
  throw new UpshotError('config_invalid', mistakes.toSorted().join('; '));
}

/** Each variable with its value as it would be used; secrets, and what identifies someone inside URLs, hidden. */
export function printableConfig(schema: ConfigSchema, env: Env): Readonly<Record<string, unknown>> {
  const config = readConfig(schema, env);
  const shown = Object.entries(schema.shape).map(([name, kind]) => [
    name,
    SECRET_NAME.test(name) || isSecret(kind) ? REDACTED : withoutCredentials(config[name]),
  ]);
  return Object.fromEntries(shown);
}

/** For `config.ts`: prints and exits 0 when asked with `--print-config`; tells the mistakes and exits 78 if there are any. */
export function mainConfig<S extends ConfigSchema>(schema: S, main: ConfigProcess): z.output<S> {
  try {
    if (!main.argv.includes('--print-config')) return readConfig(schema, main.env);
    main.stdout.write(`${JSON.stringify(printableConfig(schema, main.env), null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof UpshotError)) throw error;
    main.stderr.write(`${error.code}: ${error.message}\n`);
    return main.exit(EXIT_CONFIG);
  }
  return main.exit(0);
}

/** Only the variables of the schema, and an empty one counts as one that is not set. */
function givenOf(schema: ConfigSchema, env: Env): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') given[name] = value;
  }
  return given;
}

function mistake(issue: z.core.$ZodIssue, env: Env): string {
  const [variable, ...place] = issue.path;
  const name = String(variable);
  if (!env[name]?.trim()) return `${name}: not set`;
  return [name, ...place].map(String).join('.') + `: ${issue.message}`;
}

/** A default or an optional mark wraps the kind that was registered. */
function isSecret(kind: unknown): boolean {
  if (!(kind instanceof z.ZodType)) return false;
  if (SECRETS.has(kind)) return true;
  const wraps =
    kind instanceof z.ZodOptional || kind instanceof z.ZodDefault || kind instanceof z.ZodPrefault;
  return wraps && isSecret(kind.unwrap());
}

function withoutCredentials(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(CREDENTIALS, `${REDACTED}@`) : value;
}
