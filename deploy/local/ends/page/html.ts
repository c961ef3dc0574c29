/** HTML in which every inserted value is escaped. */

/** Text that is HTML already; only `html` and `join` make it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose values are escaped unless they are `Html`. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  const filled = parts.map((part, index) => {
    const value = values[index] ?? '';
    return part + (value instanceof Html ? value.text : escape(String(value)));
  });
  return new Html(filled.join(''));
}

/** The parts, one after the other. */
export const join = (parts: readonly Html[]): Html => new Html(parts.map(({ text }) => text).join('\n'));

/** Text in which nothing is markup any more. */
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
