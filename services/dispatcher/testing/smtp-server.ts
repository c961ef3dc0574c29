/** A mail server that behaves as a test says, and remembers what it took. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** `drop`: the line breaks after the whole message, before the answer. */
export type SmtpMood = 'ok' | 'busy' | 'refuse' | 'busy_after_data' | 'drop_after_data';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

export interface TestSmtp {
  readonly url: string;
  /** Messages whose last byte arrived, answered or not. */
  readonly taken: TakenMail[];
  /** What happens from now on; a list is used up message by message, its last entry stays. */
  moods: SmtpMood[];
  close(): Promise<void>;
}

class SmtpAnswer extends Error {
  readonly responseCode: number;
  constructor(responseCode: number) {
    super('as the test says');
    this.responseCode = responseCode;
  }
}

/** Listens on a free port of the loopback. */
export async function startTestSmtp(): Promise<TestSmtp> {
  const smtp: TestSmtp = { url: '', taken: [], moods: ['ok'], close: async () => {} };
  let mood: SmtpMood = 'ok';
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onMailFrom(_address, _session, done) {
      mood = smtp.moods[0] ?? 'ok';
      if (smtp.moods.length > 1) smtp.moods.shift();
      done();
    },
    onRcptTo(_address, _session, done) {
      done(mood === 'busy' ? new SmtpAnswer(451) : mood === 'refuse' ? new SmtpAnswer(550) : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const to = rcptTo.map(({ address }) => address);
        smtp.taken.push({ from, to, raw: Buffer.concat(chunks).toString('utf8') });
        if (mood === 'drop_after_data')
          for (const each of server.connections) Reflect.get(each, '_socket').destroy();
        else done(mood === 'busy_after_data' ? new SmtpAnswer(452) : null);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port }: AddressInfo = Object(server.server.address());
  return Object.assign(smtp, {
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
