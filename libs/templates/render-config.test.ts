/** Shows how an action's config is rendered: deep, once, escaped for where each string goes. */
import { describe, expect, it } from 'vitest';
import { checkConfig, referencedFields, renderConfig, type Config, type Scope } from './index.ts';

const scope: Scope = {
  trigger: { name: 'Ann', amount: '12.50', tags: ['a', 'b'] },
  previous: { stage: 'open' },
};

describe('renderConfig', () => {
  it('renders every string, wherever it stands, and leaves keys and other values alone', () => {
    const config: Config = {
      url: 'https://example.org/{{trigger.name}}',
      count: 5,
      on: true,
      none: null,
      '{{trigger.name}}': 'key',
      headers: [{ key: 'X-Name', value: '{{trigger.name}}', enabled: true }],
      deep: { deeper: { list: ['{{trigger.amount}}', 1, ['{{previous.stage}}']] } },
    };
    expect(renderConfig(config, scope)).toEqual({
      config: {
        url: 'https://example.org/Ann',
        count: 5,
        on: true,
        none: null,
        '{{trigger.name}}': 'key',
        headers: [{ key: 'X-Name', value: 'Ann', enabled: true }],
        deep: { deeper: { list: ['12.50', 1, ['open']] } },
      },
      missing: [],
    });
  });
  it('changes neither the config nor the scope', () => {
    const config = Object.freeze({ a: Object.freeze(['{{trigger.name}}']) });
    expect(renderConfig(config, scope).config).toEqual({ a: ['Ann'] });
    expect(config).toEqual({ a: ['{{trigger.name}}'] });
  });
  it('lists what found nothing, each once, over all strings', () => {
    const config = { a: '{{trigger.x}} {{trigger.name}}', b: ['{{trigger.x}}', '{{foo.bar}}'] };
    expect(renderConfig(config, scope)).toEqual({
      config: { a: ' Ann', b: ['', ''] },
      missing: ['trigger.x', 'foo.bar'],
    });
  });
  it('names the first string that cannot be rendered, by its place', () => {
    const rendered = renderConfig(
      { ok: '{{trigger.name}}', 'a/b': { 'c~d': ['x', '{% if %}'] }, z: '{{' },
      scope,
    );
    expect(rendered.error).toMatchObject({ code: 'template_invalid', path: '/a~1b/c~0d/1' });
    expect(rendered.config['ok']).toBe('Ann');
  });
  it('says nothing of an error where there is none', () => {
    expect('error' in renderConfig({ a: 'x' }, scope)).toBe(false);
  });
  it('keeps an own key __proto__ an own key', () => {
    const config: Config = JSON.parse('{"__proto__": {"admin": "{{trigger.name}}"}, "constructor": "x"}');
    const rendered = renderConfig(config, scope).config;
    expect(JSON.stringify(rendered)).toBe('{"__proto__":{"admin":"Ann"},"constructor":"x"}');
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });
  it('takes custom fields from the column that it is told', () => {
    const given: Scope = { trigger: { extra: { region: 'EU' } } };
    expect(renderConfig({ a: '{{trigger.region}}' }, given, { customFields: 'extra' }).config).toEqual({
      a: 'EU',
    });
  });
});

describe('escaping', () => {
  const hostile = '<script>"\'&</script>\n{{ secrets.x }}\u2028\\';
  const given: Scope = { trigger: { name: hostile, tags: ['<b>', '"'], amount: 5 } };
  const render = (text: string, sink: 'html' | 'json' | 'none') =>
    renderConfig({ a: { b: text } }, given, { escape: (path) => (path === '/a/b' ? sink : 'none') }).config[
      'a'
    ];

  it('lets no value out of its place in HTML, and leaves the author’s own markup alone', () => {
    const shown =
      '<p title="&lt;script&gt;&#34;&#39;&amp;&lt;/script&gt;\n{{ secrets.x }}\u2028\\">&lt;b&gt;, &#34;</p>';
    expect(render('<p title="{{trigger.name}}">{{trigger.tags}}</p>', 'html')).toEqual({ b: shown });
  });
  it('lets no value out of its string in JSON', () => {
    const { b } = Object(render('{"name": "{{trigger.name}}", "n": {{trigger.amount}}}', 'json'));
    expect(JSON.parse(String(b))).toEqual({ name: hostile, n: 5 });
  });
  it('takes what the json filter made for JSON already', () => {
    const { b } = Object(
      render('{"name": {{trigger.name | json}}, "tags": {{trigger.tags | json}}}', 'json'),
    );
    expect(JSON.parse(String(b))).toEqual({ name: hostile, tags: ['<b>', '"'] });
  });
  it('cannot be talked out of by a filter', () => {
    expect(render('{{ trigger.tags | first | append: "<i>" }}{{ trigger.name | json }}', 'html')).toEqual({
      b: expect.not.stringMatching(/[<>"]/),
    });
  });
  it('leaves text as it is where the place takes any', () => {
    expect(render('{{trigger.name}}', 'none')).toEqual({ b: hostile });
  });
});

describe('referencedFields', () => {
  it('lists the paths of all strings as written, each once, passing over what cannot be compiled', () => {
    const config: Config = {
      a: '{{trigger.firstName}} {{ trigger.amount | plus: trigger.tax }}',
      b: [{ c: '{{trigger.firstName}} {{previous.stage}}' }, '{% if trigger.never %}'],
      '{{trigger.key}}': 1,
    };
    expect([...referencedFields(config)].sort()).toEqual([
      'previous.stage',
      'trigger.amount',
      'trigger.firstName',
      'trigger.tax',
    ]);
  });
});

describe('checkConfig', () => {
  it('names every string that cannot be compiled, by its place', () => {
    const problems = checkConfig({
      a: '{{trigger.name}}',
      b: ['{{', { c: '{{ x | bogus }}' }],
      d: 5,
      e: 'x %} }}',
    });
    expect(problems).toMatchObject([
      { code: 'template_invalid', path: '/b/0' },
      { code: 'template_invalid', path: '/b/1/c' },
    ]);
  });
});
