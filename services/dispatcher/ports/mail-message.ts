/** The bytes of a message: the same for the same mail, and nothing read from a file or an address. */
import { createHash } from 'node:crypto';
import { UpshotError } from '@upshot/errors';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Mail } from './mail.ts';

export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** The sender in `Name <address>` or a bare address. Throws `config_invalid`. */
export function senderOf(text: string): Sender {
  const named = /^(?:"?([^"<>]*?)"?\s*)?<([^<>\s@]+@[^<>\s@]+)>$/.exec(text.trim());
  const address = named?.[2] ?? text.trim();
  if (!/^[^<>\s@]+@[^<>\s@]+$/.test(address))
    throw new UpshotError('config_invalid', 'the sender is no mail address');
  return { name: named?.[1] ?? '', address };
}

/** The message as it goes over the wire. Blind copies are in the envelope alone. */
export async function composeMail(mail: Mail, sender: Sender): Promise<Buffer> {
  const boundary = createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32);
  const options = {
    from: sender,
    to: mail.to.map(bare),
    cc: mail.cc.map(bare),
    subject: oneLine(mail.subject),
    messageId: mail.messageId,
    date: new Date(mail.dateMs),
    baseBoundary: boundary,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(mail.text === null ? {} : { text: mail.text }),
    ...(mail.html === null ? {} : { html: mail.html }),
  };
  return new MailComposer(options).compile().build();
}

const bare = (address: string): Sender => ({ name: '', address });

// oxlint-disable-next-line no-control-regex -- control characters are what is taken out
const oneLine = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ');
