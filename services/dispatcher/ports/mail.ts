/** Mail out over SMTP, which honours no key: it matters exactly when the answer was lost. */
import { UpshotError } from '@upshot/errors';
import { composeMail, senderOf } from './mail-message.ts';
import { sendBytes, serverOf, withConnection } from './smtp.ts';

/** A message; addresses are plain addr-specs and have been checked. */
export interface Mail {
  readonly messageId: string;
  readonly dateMs: number;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly html: string | null;
  readonly text: string | null;
}

export interface Mailer {
  /**
   * Sends a message once, the same bytes each time; returns whom the server accepted. `noReturn` is awaited when the server
   * is ready for the message, and nothing of it is sent where that throws. Throws `mail_failed` (retry later:
   * not reached, or asked to wait), `mail_refused` (never) or `unknown_outcome` (the answer to the whole was lost).
   */
  send(mail: Mail, noReturn: () => Promise<void>): Promise<readonly string[]>;
  /** What goes behind the @ of a message's id. */
  readonly idDomain: string;
}

export interface MailerOptions {
  /** `smtp://user:password@host:port`, or `smtps://`. */
  readonly url: string;
  /** `Name <address>` or an address. */
  readonly from: string;
  /** How long the server may be silent (default 30 s). */
  readonly timeoutMs?: number;
}

/** A mailer with a connection per message. Throws `config_invalid` for a URL or a sender that is none. */
export function createMailer({ url, from, timeoutMs = 30_000 }: MailerOptions): Mailer {
  const server = serverOf(url);
  const sender = senderOf(from);
  return {
    idDomain: `upshot.${sender.address.slice(sender.address.lastIndexOf('@') + 1)}`,
    async send(mail, noReturn) {
      const to = [...new Set([...mail.to, ...mail.cc, ...mail.bcc])];
      if (to.length === 0) throw new UpshotError('mail_refused', 'the message has no recipient');
      const bytes = await composeMail(mail, sender);
      return withConnection(server, timeoutMs, (connection) =>
        sendBytes(connection, { from: sender.address, to }, bytes, noReturn),
      );
    },
  };
}
