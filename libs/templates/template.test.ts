/** Shows what a template may say, how tokens find their fields, and what is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileTemplate,
  MAX_RENDERED_LENGTH,
  MAX_TEMPLATE_LENGTH,
  MAX_TOKENS,
  type Scope,
} from './index.ts';

const scope: Scope = {
  trigger: {
    id: 7,
    name: 'Ann',
    first_name: 'Ann',
    lastName: 'Lee',
    amount: '1000.00',
    big: '123456789012345678901234567890.10',
    score: 0,
    ratio: 1.5,
    won: true,
    lost: false,
    phone: null,
    note: '',
    due: '2026-03-01',
    created_at: '2026-03-01T10:00:00.123456Z',
    tags: ['red', 'blue'],
    pairs: [['a', 1], { k: 'v' }, null],
    custom_fields: {
      region: 'EU',
      lead_source: 'web',
      favouriteColour: 'teal',
      phone: '555',
      nested: { deepKey: 1 },
    },
    injected: '{{ trigger.name }} {% raw %} ${7*7}',
  },
  previous: { stage: 'open' },
};

const render = (source: string, given: Scope = scope) => {
  const template = compileTemplate(source);
  const result = template.ok ? template.value.render(given) : template;
  return result.ok ? result.value : { text: `refused: ${result.error.message}`, missing: ['refused'] };
};
const text = (source: string, given?: Scope): string => render(source, given).text;

describe('printing', () => {
  it.each([
    ['{{trigger.name}}', 'Ann'],
    ['Dear {{ trigger.name }}, hello', 'Dear Ann, hello'],
    ['{{trigger.id}}', '7'],
    ['{{trigger.amount}}', '1000.00'],
    ['{{trigger.big}}', '123456789012345678901234567890.10'],
    ['{{trigger.score}}', '0'],
    ['{{trigger.ratio}}', '1.5'],
    ['{{trigger.won}} {{trigger.lost}}', 'true false'],
    ['{{trigger.due}}', '2026-03-01'],
    ['{{trigger.created_at}}', '2026-03-01T10:00:00.123456Z'],
    ['{{trigger.tags}}', 'red, blue'],
    ['{{trigger.pairs}}', 'a, 1, {"k":"v"}, '],
    ['{{trigger.custom_fields.nested}}', '{"deepKey":1}'],
    ['{{trigger.note}}', ''],
    ['{{previous.stage}}', 'open'],
    ['{{- trigger.name -}} !', 'Ann!'],
    ['no token at all', 'no token at all'],
    ['100% }} %} { { }', '100% }} %} { { }'],
    ['{"a":{"b":"{{trigger.name}}"},"c":{{trigger.amount}}}', '{"a":{"b":"Ann"},"c":1000.00}'],
    ['{{ "literal" }} {{ 5 }} {{ true }} {{ nil }}', 'literal 5 true '],
  ])('%s', (source, printed) => {
    expect(render(source)).toEqual({ text: printed, missing: [] });
  });
  it('prints what has no token as it is, whatever it is', () => {
    const plain = fc.string().filter((source) => !source.includes('{{') && !source.includes('{%'));
    fc.assert(
      fc.property(plain, (source) => {
        expect(text(source)).toBe(source);
      }),
    );
  });
  it('prints any text of a value as it is: it is rendered once', () => {
    expect(text('{{trigger.injected}}')).toBe('{{ trigger.name }} {% raw %} ${7*7}');
    const pieces = fc.array(
      fc.constantFrom('{{', '}}', '{%', '%}', 'trigger.name', ' ', '"', '|', '\\', '\n', '$&', '<'),
    );
    fc.assert(
      fc.property(pieces, (each) => {
        const value = each.join('');
        expect(text('[{{trigger.x}}]', { trigger: { x: value } })).toBe(`[${value}]`);
      }),
    );
  });
});

describe('names', () => {
  it.each([
    ['first_name', 'Ann'],
    ['firstName', 'Ann'],
    ['lastName', 'Lee'],
    ['last_name', 'Lee'],
    ['createdAt', '2026-03-01T10:00:00.123456Z'],
    ['custom_fields.region', 'EU'],
    ['customFields.region', 'EU'],
    ['customFields.leadSource', 'web'],
    ['custom_fields.nested.deep_key', '1'],
    ['region', 'EU'],
    ['lead_source', 'web'],
    ['leadSource', 'web'],
    ['favourite_colour', 'teal'],
    ['nested.deepKey', '1'],
    ['tags[0]', 'red'],
    ['tags[-1]', 'blue'],
    ['pairs[1].k', 'v'],
    ['["first_name"]', 'Ann'],
  ])('trigger.%s is found', (name, printed) => {
    const token = name.startsWith('[') ? `trigger${name}` : `trigger.${name}`;
    expect(render(`{{${token}}}`)).toEqual({ text: printed, missing: [] });
  });
  it('takes the name as written where both forms are there', () => {
    const both: Scope = { trigger: { first_name: 'snake', firstName: 'camel' } };
    expect(text('{{trigger.first_name}} {{trigger.firstName}}', both)).toBe('snake camel');
  });
  it('takes a column before a custom field of the same name, in whatever form, null included', () => {
    expect(render('{{trigger.phone}}')).toEqual({ text: '', missing: ['trigger.phone'] });
    const other: Scope = { trigger: { lead_source: 'column', custom_fields: { leadSource: 'custom' } } };
    expect(text('{{trigger.leadSource}}', other)).toBe('column');
  });
  it('takes the custom fields from the column that it is told', () => {
    const template = compileTemplate('{{trigger.region}}');
    const given: Scope = { trigger: { extra: { region: 'US' } } };
    expect(template.ok && template.value.render(given, { customFields: 'extra' })).toMatchObject({
      value: { text: 'US' },
    });
  });
  it.each([
    'trigger.nothing',
    'trigger.phone',
    'trigger.phone.x',
    'trigger.name.x',
    'trigger.name.length',
    'trigger.name.size',
    'trigger.tags.length',
    'trigger.tags.size',
    'trigger.tags.first',
    'trigger.tags.9',
    'trigger.length',
    'trigger.size',
    'trigger.__proto__',
    'trigger.constructor',
    'trigger.constructor.constructor',
    'trigger.prototype',
    'trigger.toString',
    'trigger.custom_fields.__proto__',
    'trigger.custom_fields.constructor.name',
    'foo',
    'foo.bar',
    'constructor.name',
    '__proto__.x',
    'secrets.key',
    'env.HOME',
    'process.env.HOME',
    'globalThis',
    'first_name',
  ])('%s finds nothing, prints nothing, and says so', (token) => {
    expect(render(`[{{ ${token} }}]`)).toEqual({ text: '[]', missing: [token] });
  });
  it('says each token that found nothing once, and none that has a default', () => {
    const source =
      '{{trigger.b}}{{trigger.a}}{{trigger.b}}{{ trigger.c | default: "there" }}{{ trigger.d | upcase }}';
    expect(render(source)).toEqual({ text: 'there', missing: ['trigger.b', 'trigger.a', 'trigger.d'] });
  });
  it('never finds what is not an own key', () => {
    const names = fc.constantFrom(
      ...Object.getOwnPropertyNames(Object.prototype),
      'length',
      'size',
      'at',
      'map',
      'call',
    );
    const owners = fc.constantFrom(
      'trigger',
      'trigger.name',
      'trigger.tags',
      'trigger.id',
      'trigger.custom_fields',
    );
    fc.assert(
      fc.property(owners, names, (owner, name) => {
        expect(text(`{{${owner}.${name}}}`)).toBe('');
        expect(text(`{{${owner}["${name}"]}}`)).toBe('');
      }),
    );
  });
});

describe('filters', () => {
  it.each([
    ['{{ trigger.name | upcase }}', 'ANN'],
    ['{{ trigger.name | append: " " | append: trigger.lastName }}', 'Ann Lee'],
    ['{{ trigger.tags | join: "-" }}', 'red-blue'],
    ['{{ trigger.tags | first }} of {{ trigger.tags | size }}', 'red of 2'],
    ['{{ trigger.phone | default: "none" }}', 'none'],
    ['{{ trigger.ratio | times: 2 }}', '3'],
    ['{{ trigger.name | json }}', '"Ann"'],
    ['{{ trigger.created_at | date: "%d.%m.%Y %H:%M" }}', '01.03.2026 10:00'],
    ['{{ trigger.created_at | date: "%B", "Asia/Tokyo" }}', 'March'],
    ['{{ trigger.created_at | date: "%H", "Asia/Tokyo" }}', '19'],
    ['{{ trigger.due | date: "%A" }}', 'Sunday'],
    ['{{ trigger.due | date }}', '2026-03-01'],
    ['{{ trigger.name | date: "%Y" }}', 'Ann'],
  ])('%s', (source, printed) => {
    expect(text(source)).toBe(printed);
  });
  it.each(['now', 'today'])('read no clock: %s is no date', (word) => {
    expect(text(`{{ "${word}" | date: "%Y" }}`)).toBe(word);
  });
  it.each([
    'raw',
    'escape',
    'sample',
    'map',
    'where',
    'where_exp',
    'find_exp',
    'base64_encode',
    'inspect',
    'bogus',
  ])('do not have %s', (name) => {
    expect(text(`{{ trigger.name | ${name} }}`)).toMatch(/^refused: undefined filter/);
  });
});

describe('what is refused', () => {
  it.each([
    '{% if trigger.name %}x{% endif %}',
    '{% raw %}{{ trigger.name }}{% endraw %}',
    '{% include "/etc/passwd" %}',
    '{% render "x" %}',
    '{% layout "x" %}',
    '{% assign x = 1 %}',
    '{% for i in (1..10000000) %}{% endfor %}',
    '{% liquid echo 1 %}',
    '{% # comment %}',
    '{%',
    '{{ trigger.name',
    '{{',
    '{{}}',
    '{{ }}',
    '{{{trigger.name}}}',
    '{{ trigger.first name }}',
    '{{ trigger.name and trigger.lastName }}',
    '{{ trigger.name == "Ann" }}',
    '{{ | upcase }}',
    '{{ "".constructor.constructor("return process")() }}',
  ])('%s', (source) => {
    expect(text(source)).toMatch(/^refused: ./);
  });
  it('says what is wrong, shortly, and with the code', () => {
    expect(compileTemplate('{% if x %}')).toEqual({
      ok: false,
      error: { code: 'template_invalid', path: '', message: 'tag "if" not found, line:1, col:1' },
    });
    const long = compileTemplate(`{{ ${'x'.repeat(900)} | ${'y'.repeat(90)} }}`);
    expect(long.ok ? '' : long.error.message.length).toBeLessThanOrEqual(200);
  });
  it('never throws, whatever it is given', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      'trigger',
      '.name',
      '[',
      ']',
      '"',
      "'",
      '|',
      ':',
      'upcase',
      ' ',
      '(',
      '..',
      ')',
      '-',
      '1',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (each) => {
        expect(typeof text(each.join(''))).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('fields', () => {
  it.each([
    [
      '{{trigger.firstName}} {{ trigger.amount | plus: trigger.tax }} {{foo.bar}}',
      ['trigger.firstName', 'trigger.amount', 'trigger.tax', 'foo.bar'],
    ],
    ['{{trigger.tags[0]}} {{trigger["first name"]}}', ['trigger.tags.0', 'trigger.first name']],
    ['{{trigger.name}}{{trigger.name}}', ['trigger.name']],
    ['{{trigger.custom_fields[trigger.which]}}', ['trigger.custom_fields', 'trigger.which']],
    ['none', []],
  ])('of %s', (source, fields) => {
    const template = compileTemplate(source);
    expect(template.ok && [...template.value.fields].sort()).toEqual([...fields].sort());
  });
});

describe('bounds', () => {
  it.each([
    ['a template that is too long', 'x'.repeat(MAX_TEMPLATE_LENGTH + 1)],
    ['too many tokens', '{{trigger.name}}'.repeat(MAX_TOKENS + 1)],
    ['a token that is too long', `{{ trigger.${'a'.repeat(2000)} }}`],
    ['twenty thousand parentheses', `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`],
    ['twenty thousand brackets', `{{ trigger${'['.repeat(20_000)} }}`],
    ['a hundred filters', `{{ trigger.name ${'| append: "x" '.repeat(100)} }}`],
    ['brackets without end', `{{ trigger${'['.repeat(400)} }}`],
    ['braces without end', '{{'.repeat(100_000)],
  ])('refuse %s', (_, source) => {
    expect(text(source)).toMatch(/^refused: ./);
  });
  it('take as many tokens as they say', () => {
    expect(text('{{trigger.id}}'.repeat(MAX_TOKENS))).toBe('7'.repeat(MAX_TOKENS));
  });
  it.each([
    ['a range', '{{ (1..100000000) | join: "x" }}'],
    ['a wide date', '{{ trigger.due | date: "%9999999d" }}'],
    ['a padded date', '{{ trigger.due | date: "%-0999d" }}'],
    ['a replacement of every character', '{{ trigger.long | replace: "", trigger.long }}'],
    ['a joint of every character', '{{ trigger.long | split: "" | join: trigger.long }}'],
    ['a text that doubles', `{{ trigger.long ${'| replace: "x", "xxxxxxxxxxxxxxxx" '.repeat(8)} }}`],
  ])('stop %s', (_, source) => {
    expect(text(source, { trigger: { due: '2026-03-01', long: 'x'.repeat(100_000) } })).toMatch(
      /^refused: ./,
    );
  });
  it('stop a text that grows by its tokens alone', () => {
    const huge: Scope = { trigger: { long: 'x'.repeat(MAX_RENDERED_LENGTH / 2) } };
    expect(text('{{trigger.long}}{{trigger.long}}', huge)).toHaveLength(MAX_RENDERED_LENGTH);
    expect(text('{{trigger.long}}{{trigger.long}}!', huge)).toBe('refused: the text grew too long');
  });
  it('bear a path of many names, an index beyond all lists, and tags without end', () => {
    expect(text(`{{trigger${'.a'.repeat(400)}}}`)).toBe('');
    expect(text('{{trigger.tags[9007199254740992]}}')).toBe('');
    expect(text('{{ trigger.x | strip_html }}', { trigger: { x: '<script'.repeat(50_000) } })).toHaveLength(
      350_000,
    );
  });
});
