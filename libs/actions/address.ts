/** One e-mail address, strictly: a single addr-spec, so that no list, group or header can hide in it. */

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/**
 * Whether the text is one plain `local@domain` of ASCII (RFC 5321 sizes, at least two labels): no display name, no quoting,
 * no comma, no control character.
 */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = text.slice(at + 1);
  return text.length <= 254 && local.length <= 64 && LOCAL.test(local) && isDomain(domain);
}

/**
 * The addresses that an author wrote in one text, separated by commas or semicolons. Call it before rendering: what a
 * template inserts must stay one address.
 */
export function addressParts(written: string): readonly string[] {
  return written
    .split(/[,;](?![^{]*\}\})/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  return labels.length >= 2 && labels.every((label) => LABEL.test(label));
}
