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

const modules = testModules();

/** A context whose ids are numbered. */
export function testContext(existing?: StoredDefinition): ParseContext {
  let drawn = 0;
  const newId = () => `id-${(drawn += 1)}`;
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
export function dialectSuite(suite: DialectSuite): void {
  describe(`the dialect ${suite.dialect.name}`, () => {
    printsWhatItWasSent(suite);
    survivesAnything(suite);
  });
}

function printsWhatItWasSent({ dialect, valid, sent, wanted }: DialectSuite): void {
  it('prints what it was sent', () => {
    fc.assert(
      fc.property(valid, (body) => {
        const parsed = dialect.parse(body, testContext());
        expect(parsed.ok ? [] : parsed.error).toEqual([]);
        if (parsed.ok) expect(sent(dialect.print(stored(parsed.value)))).toEqual(wanted(body));
      }),
    );
  });
  it('accepts what it printed, and prints it again', () => {
    fc.assert(
      fc.property(valid, (body) => {
        const first = dialect.parse(body, testContext());
        if (!first.ok) return;
        const printed = dialect.print(stored(first.value));
        const second = dialect.parse(printed, testContext(stored(first.value)));
        expect(second.ok && sent(dialect.print(stored(second.value)))).toEqual(sent(printed));
      }),
    );
  });
  it('rereads what is stored as it was, and as it is switched', () => {
    fc.assert(
      fc.property(valid, fc.boolean(), (body, active) => {
        const first = dialect.parse(body, testContext());
        if (!first.ok) return;
        const again = dialect.reread({ ...stored(first.value), active }, testContext());
        expect(again).toEqual({ ok: true, value: { ...first.value, active } });
      }),
    );
  });
  it('rereads nothing that a save would refuse', () => {
    fc.assert(
      fc.property(valid, (body) => {
        const first = dialect.parse(body, testContext());
        if (!first.ok) return;
        const without = { ...testContext(), modules: { ...modules, modules: new Map() } };
        const saved = dialect.parse(body, without);
        const again = dialect.reread(stored(first.value), without);
        const codes = (result: typeof saved) => (result.ok ? [] : result.error.map(({ code }) => code));
        expect(codes(saved).length).toBeGreaterThan(0);
        expect(codes(again)).toEqual(codes(saved));
      }),
    );
  });
  it('makes definitions that the native schema accepts', () => {
    fc.assert(
      fc.property(valid, (body) => {
        const parsed = dialect.parse(body, testContext());
        if (!parsed.ok) return;
        const { name, active, trigger, graph } = parsed.value;
        const rest = { tenantId: 't', id: 'd', dialect: dialect.name, version: 1 };
        const whole = { name, active, trigger, graph, ...rest };
        expect(definitionSchema.safeParse(JSON.parse(JSON.stringify(whole))).success).toBe(true);
      }),
    );
  });
}

function survivesAnything({ dialect, valid }: DialectSuite): void {
  it('answers arbitrary input with a definition or with problems', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        const parsed = dialect.parse(body, testContext());
        if (!parsed.ok) expect(parsed.error[0]?.message).toMatch(/\S/u);
      }),
    );
  });
  it('names the place when one part of a valid body is replaced', () => {
    fc.assert(
      fc.property(valid, fc.jsonValue(), fc.nat(), (body, part, at) => {
        const keys = Object.keys(body);
        const key = keys[at % keys.length] ?? 'name';
        const parsed = dialect.parse({ ...body, [key]: part }, testContext());
        if (!parsed.ok) expect(parsed.error.some((each) => each.path.length > 0)).toBe(true);
      }),
    );
  });
  it('refuses a property that it does not know, by name', () => {
    fc.assert(
      fc.property(valid, (body) => {
        const parsed = dialect.parse({ ...body, surprise: 1 }, testContext());
        expect(parsed.ok ? [] : parsed.error.map(({ path, code }) => [...path, code])).toContainEqual([
          'surprise',
          'unknown_property',
        ]);
      }),
    );
  });
}
