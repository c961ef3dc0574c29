/** What every dialect must pass: it never throws, names places, and prints what it was sent. */
import { definitionSchema } from '@upshot/definitions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DialectModule, ParseContext, Parsed, StoredDefinition } from '../dialect.ts';
import type { JsonObject } from '../shared/json.ts';
import { testModules } from './modules.ts';

/** How the suite gets to know a dialect. */
export interface DialectSuite {
  readonly dialect: DialectModule;
  /** Draws bodies that must be accepted. */
  readonly valid: fc.Arbitrary<JsonObject>;
  /** What of a printed definition a client had sent, in a comparable form. */
  sent(printed: JsonObject): unknown;
  /** The same of a body. */
  wanted(body: JsonObject): unknown;
}

/** A context whose ids are numbered. */
export function testContext(existing?: StoredDefinition): ParseContext {
  let drawn = 0;
  const newId = () => `id-${(drawn += 1)}`;
  const modules = testModules();
  return existing === undefined
    ? { modules, newId, mode: 'create' }
    : { modules, newId, mode: 'update', existing };
}

/** A definition as it stands in the store after its first write. */
export function stored(parsed: Parsed, version = 1): StoredDefinition {
  const at = '2026-01-01T00:00:00.000Z';
  const { active, source } = parsed;
  return { id: 'd-1', active, version, createdBy: null, createdAt: at, updatedAt: at, source };
}

/** Runs the suite. */
export function dialectSuite({ dialect, valid, sent, wanted }: DialectSuite): void {
  const parse = (body: unknown) => dialect.parse(body, testContext());

  describe(`the dialect ${dialect.name}`, () => {
    it('prints what it was sent', () => {
      fc.assert(
        fc.property(valid, (body) => {
          const parsed = parse(body);
          expect(parsed.ok ? [] : parsed.error).toEqual([]);
          if (parsed.ok) expect(sent(dialect.print(stored(parsed.value)))).toEqual(wanted(body));
        }),
      );
    });
    it('accepts what it printed, and prints it again', () => {
      fc.assert(
        fc.property(valid, (body) => {
          const first = parse(body);
          if (!first.ok) return;
          const printed = dialect.print(stored(first.value));
          const second = dialect.parse(printed, testContext(stored(first.value)));
          expect(second.ok && sent(dialect.print(stored(second.value)))).toEqual(sent(printed));
        }),
      );
    });
    it('makes definitions that the native schema accepts', () => {
      fc.assert(
        fc.property(valid, (body) => {
          const parsed = parse(body);
          if (!parsed.ok) return;
          const { source, ...native } = parsed.value;
          const whole = { ...native, tenantId: 't', id: 'd', dialect: dialect.name, version: 1 };
          expect(definitionSchema.safeParse(JSON.parse(JSON.stringify(whole))).success).toBe(true);
        }),
      );
    });
    it('answers arbitrary JSON with a definition or with problems that name a place', () => {
      fc.assert(
        fc.property(fc.anything(), (body) => {
          const parsed = parse(body);
          if (!parsed.ok) expect(parsed.error[0]?.message).toMatch(/\S/u);
        }),
      );
    });
    it('answers a valid body with one part replaced, never throwing', () => {
      fc.assert(
        fc.property(valid, fc.jsonValue(), fc.nat(), (body, part, at) => {
          const keys = Object.keys(body);
          const key = keys[at % keys.length] ?? 'name';
          const parsed = parse({ ...body, [key]: part });
          if (!parsed.ok) expect(parsed.error.some((each) => each.path.length > 0)).toBe(true);
        }),
      );
    });
    it('refuses a property that it does not know, by name', () => {
      fc.assert(
        fc.property(valid, (body) => {
          const parsed = parse({ ...body, surprise: 1 });
          expect(parsed.ok ? [] : parsed.error).toContainEqual({
            path: ['surprise'],
            code: 'unknown_property',
            message: 'is not a known property',
          });
        }),
      );
    });
  });
}
