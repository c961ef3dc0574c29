/** Each place gets its values in the form that it needs. */
import { describe, expect, it } from 'vitest';
import { createRenderer } from './rendering.ts';

const record = { first_name: '<A&"\n', tags: ['a', 'b'], custom_fields: { tier: 'gold' }, amount: '10.50' };

describe('a renderer', () => {
  it('escapes values for their place and leaves the template alone', () => {
    const renderer = createRenderer(record);
    expect(renderer.plain('<{{trigger.firstName}}>')).toBe('<<A&"\n>');
    expect(renderer.html('<{{trigger.first_name}}>')).toBe('<&lt;A&amp;&#34;\n>');
    expect(renderer.url('/a b/{{trigger.first_name}}')).toBe('/a b/%3CA%26%22%0A');
    expect(renderer.json('"{{trigger.first_name}}"')).toBe('"<A&\\"\\n"');
  });
  it('renders strings inside any value', () => {
    expect(
      createRenderer(record).tree({ a: ['{{trigger.tier}}', 1, null, true], b: { c: '{{trigger.tags}}' } }),
    ).toEqual({
      a: ['gold', 1, null, true],
      b: { c: 'a, b' },
    });
  });
  it('gathers what was missing, each once', () => {
    const renderer = createRenderer(record);
    renderer.plain('{{trigger.nope}}{{trigger.nope}}{{trigger.constructor}}{{trigger.first_name}}');
    expect(renderer.missingFields()).toEqual(['trigger.nope', 'trigger.constructor']);
  });
  it.each(['{{ trigger.a | nope }}', '{% for a in b %}', '{{ trigger.a'])('refuses %j', (template) => {
    expect(() => createRenderer(record).plain(template)).toThrow(
      expect.objectContaining({ code: 'template_invalid' }),
    );
  });
  it('encodes half a surrogate pair rather than failing', () => {
    expect(createRenderer({ x: '\ud800' }).url('{{trigger.x}}')).toBe('%EF%BF%BD');
  });
});
