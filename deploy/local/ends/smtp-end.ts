/** A mail server that takes every message and delivers none: it keeps them in the outbox. */
import type { Readable } from 'node:stream';
import { UpshotError } from '@upshot/errors';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import PostalMime from 'postal-mime';
import type { EmailEntry } from './entries.ts';
import { listen, type Listening } from './listen.ts';
import type { Outbox } from './outbox.ts';

const MAX_BYTES = 10 * 1024 * 1024;

/** Listens for SMTP on `host:port`; a message is acknowledged when it is in the outbox. */
export async function startSmtpEnd(outbox: Outbox, host: string, port: number): Promise<Listening> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    logger: false,
    onData: (stream, session, done) => {
      receive(outbox, stream, session).then(
        () => done(),
        (thrown: unknown) => done(refusal(thrown)),
      );
    },
  });
  server.on('error', () => {});
  const listening = await listen(server.server, host, port);
  return { port: listening.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function receive(outbox: Outbox, stream: Readable, session: SMTPServerSession): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  await outbox.add(await toEntry(Buffer.concat(chunks), session));
}

async function toEntry(bytes: Buffer, session: SMTPServerSession): Promise<EmailEntry> {
  const mail = await PostalMime.parse(bytes);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    channel: 'email',
    at: new Date().toISOString(),
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    messageId: mail.messageId ?? '',
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
  };
}

function refusal(cause: unknown): Error {
  return new UpshotError('mail_failed', 'the message could not be kept', { cause });
}
