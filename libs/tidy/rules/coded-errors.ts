/** No plain errors: each has a code and its advice. */
import { isTest, isTypeScript } from '../places.ts';
import { fileOf, findInCode, type Rule } from '../rule.ts';

/** A parser may throw the SyntaxError that the language's own throws: whoever calls it catches both alike. */
const PLAIN = /\bnew\s+(?:Aggregate|Eval|Range|Reference|Type|URI)?Error\s*\(|\bthrow\s+Error\s*\(/gu;

export const codedErrors: Rule = {
  name: 'no plain errors outside tests',
  why: 'Whoever catches an error has to know whether another attempt helps.',
  check: (tree) =>
    tree
      .filter(({ path }) => isTypeScript(path) && !isTest(path))
      .flatMap((file) => findInCode(file, PLAIN, 'makes an error without a code')),
  broken: [
    fileOf('libs/a/b.ts', "throw new Error('x');"),
    fileOf('libs/a/b.ts', 'reject(new TypeError(`x`));'),
    fileOf('libs/a/b.ts', "throw Error('x');"),
  ],
  sound: [
    fileOf('libs/a/b.ts', "throw new SyntaxError('nested too deeply');"),
    fileOf('libs/a/b.ts', "throw new UpshotError('internal', 'new Error()'); // not new Error()"),
    fileOf('libs/a/b.test.ts', "throw new Error('x');"),
  ],
};
