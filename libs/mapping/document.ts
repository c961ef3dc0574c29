/** A YAML text as plain data that remembers the line of every key. */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from 'yaml';

export type Path = readonly (string | number)[];

export interface YamlProblem {
  readonly line: number;
  readonly message: string;
}

export interface YamlSource {
  readonly data: unknown;
  readonly problems: readonly YamlProblem[];
  /** The line of the key at `path`, or of its nearest parent that stands in the text. */
  readonly lineOf: (path: Path) => number;
}

/** Parses `text`; what YAML itself refuses (a key given twice, a bad indent) is in `problems`. */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    merge: false,
    prettyErrors: false,
  });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const problems = [...document.errors, ...document.warnings].map((each) => ({
    line: lineAt(each.pos[0]),
    message: each.message,
  }));
  const lineOf = (path: Path): number => lineAt(offsetOf(document, path));
  visit(document, {
    Pair: (_, pair) => {
      // A key that objects treat as their prototype would vanish on the way to plain data, unseen.
      if (isScalar(pair.key) && pair.key.value === '__proto__')
        problems.push({ line: lineAt(startOf(pair.key)), message: '__proto__ is a reserved name' });
    },
  });
  if (document.errors.length > 0) return { data: undefined, problems, lineOf };
  return { ...toData(document, problems), lineOf };
}

/** Plain data; a text whose aliases multiply without bound is a problem, not a memory fault. */
function toData(
  document: Document,
  problems: readonly YamlProblem[],
): { readonly data: unknown; readonly problems: readonly YamlProblem[] } {
  try {
    return { data: document.toJS({ maxAliasCount: 100 }), problems };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : 'cannot be read';
    return { data: undefined, problems: [...problems, { line: 1, message }] };
  }
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    const next = child(isAlias(node) ? node.resolve(document) : node, step);
    if (next === null) return offset;
    offset = startOf(next.at, offset);
    node = next.value;
  }
  return offset;
}

function child(
  node: unknown,
  step: string | number,
): { readonly at: unknown; readonly value: unknown } | null {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? null : { at: item, value: item };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(
    (each) => String(isScalar(each.key) ? each.key.value : each.key) === String(step),
  );
  return pair === undefined ? null : { at: pair.key, value: pair.value };
}

function startOf(node: unknown, otherwise = 0): number {
  const range: Node['range'] | undefined = isNode(node) ? node.range : undefined;
  return range?.[0] ?? otherwise;
}
