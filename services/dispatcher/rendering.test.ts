/** Each place gets its values in the form that it needs. */
import { describe, expect, it } from 'vitest';
import type { Fields } from './due-effect.ts';
import { createRenderer } from './rendering.ts';

const record = { first_name: '<A&"\n', tags: ['a', 'b'], custom_fields: { tier: 'gold' }, amount: '10.50' };

const rendererOf = (fields: Fields, readable: Fields = {}) => createRenderer({ record: fields, readable });

describe('a renderer', () => {
  it('escapes values for their place and leaves the template alone', () => {
    const renderer = rendererOf(record);
    expect(renderer.plain('<{{trigger.firstName}}>')).toBe('<<A&"\n>');
    expect(renderer.html('<{{trigger.first_name}}>')).toBe('<&lt;A&amp;&#34;\n>');
    expect(renderer.url('/a b/{{trigger.first_name}}')).toBe('/a b/%3CA%26%22%0A');
    expect(renderer.json('"{{trigger.first_name}}"')).toBe('"<A&\\"\\n"');
  });
  it('reads what earlier steps came to, and the run’s variables', () => {
    const steps = { 'call-1': { outcome: 'no_answer', output: { statusCode: 404, items: [{ id: 'a' }] } } };
    const renderer = rendererOf(record, { variables: { tries: 2, plan: { name: 'pro' } }, steps });
    expect(renderer.plain('{{steps.call-1.outcome}} {{ steps.call-1.output.statusCode }}')).toBe(
      'no_answer 404',
    );
    expect(renderer.plain('{{steps["call-1"].output.items[0].id}}')).toBe('a');
    expect(renderer.plain('{{variables.tries}} {{variables.plan.name}}')).toBe('2 pro');
    expect(renderer.missingFields()).toEqual([]);
    expect(renderer.plain('{{steps.none.output.x}}{{variables.none}}')).toBe('');
    expect(renderer.missingFields()).toEqual(['steps.none.output.x', 'variables.none']);
  });
  it('shows nothing else of a run, and no step in the place of the record', () => {
    const renderer = rendererOf(record, { record: { secret: 1 }, origin: { x: 1 } });
    expect(renderer.plain('{{record.secret}}{{origin.x}}{{steps.x}}{{variables.x}}')).toBe('');
  });
  it('renders strings inside any value', () => {
    expect(
      rendererOf(record).tree({ a: ['{{trigger.tier}}', 1, null, true], b: { c: '{{trigger.tags}}' } }),
    ).toEqual({
      a: ['gold', 1, null, true],
      b: { c: 'a, b' },
    });
  });
  it('gathers what was missing, each once', () => {
    const renderer = rendererOf(record);
    renderer.plain('{{trigger.nope}}{{trigger.nope}}{{trigger.constructor}}{{trigger.first_name}}');
    expect(renderer.missingFields()).toEqual(['trigger.nope', 'trigger.constructor']);
  });
  it.each(['{{ trigger.a | nope }}', '{% for a in b %}', '{{ trigger.a'])('refuses %j', (template) => {
    expect(() => rendererOf(record).plain(template)).toThrow(
      expect.objectContaining({ code: 'template_invalid' }),
    );
  });
  it('encodes half a surrogate pair rather than failing', () => {
    expect(rendererOf({ x: '\ud800' }).url('{{trigger.x}}')).toBe('%EF%BF%BD');
  });
});
