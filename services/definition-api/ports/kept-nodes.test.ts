/** Shows how what a document keeps of waiting nodes is brought up to its newest version, from the versions that are kept of it. */
import { describe, expect, it } from 'vitest';
import type { DefinitionDocument } from './definition-document.ts';
import { isSame, keptFields, nodesUntilNow, storedNodes } from './kept-nodes.ts';

const at = new Date(0);
const native = (change: string | null): string =>
  JSON.stringify({
    name: 'n',
    trigger: {
      module: 'leads',
      kind: 'created',
      name: 'lead_created',
      criteria: { kind: 'all', of: [] },
      maxDepth: 0,
    },
    graph: {
      start: null,
      nodes: change === null ? [] : [{ kind: 'wait_for_event', id: 'w', event: { kind: 'change', change } }],
      edges: [],
    },
  });
const earlier = (version: number, text: string) => ({ version, native: text, replacedAt: at });
const document = (more: Partial<DefinitionDocument>): DefinitionDocument => ({
  _id: 't/d',
  tenantId: 't',
  id: 'd',
  dialect: 'native',
  module: 'leads',
  active: true,
  version: 1,
  revision: 1,
  publishedRevision: 0,
  unpublished: true,
  source: '{}',
  native: native(null),
  earlier: [],
  createdBy: null,
  createdAt: at,
  updatedAt: at,
  deletedAt: null,
  ...more,
});
const spans = (of: DefinitionDocument) => {
  const { version, nodes } = nodesUntilNow(of, 700);
  return [
    version,
    ...nodes.map(({ fromVersion, toVersion, leftAtMs }) => [fromVersion, toVersion, leftAtMs]),
  ];
};
const FIRST = document({ native: native('won') });
const STORED = keptFields(nodesUntilNow(FIRST, 100));

describe('a document that keeps nothing yet', () => {
  it('is read from its oldest version on', () => {
    const all = [earlier(3, native('lost')), earlier(2, native('won')), earlier(1, native('won'))];
    expect(spans(document({ version: 4, earlier: all }))).toEqual([4, [0, 2, 700], [3, 3, 700]]);
  });
  it("passes a version over that today's schema refuses: it is taken to wait as the one before it", () => {
    const all = [earlier(2, '{"name":"n"}'), earlier(1, native('won'))];
    expect(spans(document({ version: 3, earlier: all, native: native('won') }))).toEqual([
      3,
      [0, null, null],
    ]);
  });
  it('has nothing where it is deleted', () => {
    expect(spans(document({ native: '{}', deletedAt: at }))).toEqual([null]);
  });
});

describe('what a document keeps', () => {
  it('is as it was where no version came since', () => {
    const again = document({ native: native('won'), ...STORED });
    expect(nodesUntilNow(again, 700)).toEqual(storedNodes(again));
    expect(isSame(nodesUntilNow(again, 700), storedNodes(again))).toBe(true);
  });
  it('is added to by versions that came since, though the document keeps none of those before', () => {
    const later = document({
      version: 9,
      native: native('lost'),
      earlier: [earlier(8, native('won'))],
      ...STORED,
    });
    expect(spans(later)).toEqual([9, [0, 8, 700], [9, null, null]]);
  });
  it('ends where it is deleted, and says since when', () => {
    const deleted = document({ native: '{}', deletedAt: at, ...STORED });
    expect(spans(deleted)).toEqual([1, [0, 1, 700]]);
    expect(keptFields(nodesUntilNow(deleted, 700)).leftSince).toEqual(new Date(700));
    expect(STORED.leftSince).toBeNull();
  });
  it('that is no such thing is not taken for nothing', () => {
    expect(() => storedNodes({ id: 'd', awaited: '{"nodes":1}' })).toThrow('breaks its schema');
  });
});
