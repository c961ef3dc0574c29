/** Shows that the history's input is what people may read of a request, and bounded. */
import { describe, expect, it } from 'vitest';
import { inputOf } from './input-of.ts';

const action = { foresee: (request: string) => ({ shown: JSON.parse(request) }) };
const shown = (request: unknown): unknown => JSON.parse(inputOf(action, JSON.stringify(request)));

describe('inputOf', () => {
  it('shows what is sent, and no secret', () => {
    expect(shown({ url: 'https://x.example/', headers: { authorization: 'Bearer abc' } })).toEqual({
      url: 'https://x.example/',
      headers: { authorization: '***' },
    });
  });
  it('notes the size of what is too long', () => {
    expect(shown(Array.from({ length: 20_000 }, () => 1))).toEqual({ truncated: true, chars: 40_001 });
  });
});
