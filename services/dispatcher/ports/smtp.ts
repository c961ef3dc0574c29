/** One SMTP conversation, and what its end means: refused, to be tried again, or unknown. */
import { Readable } from 'node:stream';
import { toUpshotError, UpshotError } from '@upshot/errors';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly login: { readonly user: string; readonly pass: string } | null;
}

/** The server in `smtp://` or `smtps://`. Throws `config_invalid`. */
export function serverOf(text: string): SmtpServer {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new UpshotError('config_invalid', 'the mail server is given as smtp://host:port');
  }
  const secure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    login: user === '' ? null : { user, pass: decodeURIComponent(url.password) },
  };
}

/** Runs `work` over a connection that has been greeted and let in; whatever fails is a coded error. */
export async function withConnection<T>(
  server: SmtpServer,
  timeoutMs: number,
  work: (connection: SMTPConnection) => Promise<T>,
): Promise<T> {
  const { host, port, secure } = server;
  const reachMs = Math.min(timeoutMs, 10_000);
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    connectionTimeout: reachMs,
    greetingTimeout: reachMs,
    socketTimeout: timeoutMs,
  });
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', (error) => reject(toMailError(error, false)));
  });
  broken.catch(() => {});
  try {
    await Promise.race([enter(connection, server), broken]);
    const done = await work(connection);
    connection.quit();
    return done;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

/** Sends one message, once `noReturn` has let it; returns the recipients that the server accepted. */
export function sendBytes(
  connection: SMTPConnection,
  envelope: { readonly from: string; readonly to: readonly string[] },
  bytes: Buffer,
  noReturn: () => Promise<void>,
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let begun = false;
    // Read only once the server has said that it takes the message: from its first byte on the answer decides.
    const message = new Readable({
      read() {
        noReturn().then(
          () => {
            begun = true;
            this.push(bytes);
            this.push(null);
          },
          (thrown: unknown) => reject(toUpshotError(thrown)),
        );
      },
    });
    const fail = (error: unknown): void => reject(toMailError(error, begun));
    connection.on('error', fail);
    connection.on('end', () => fail(null));
    connection.send({ from: envelope.from, to: [...envelope.to] }, message, (error, info) => {
      if (error === null || error === undefined) resolve(info.accepted.map(String));
      else fail(error);
    });
  });
}

function enter(connection: SMTPConnection, { login }: SmtpServer): Promise<void> {
  return new Promise((resolve, reject) => {
    const after = (next: () => void) => (error?: unknown) => {
      if (error === undefined || error === null) next();
      else reject(toMailError(error, false));
    };
    connection.connect(
      after(() => {
        if (login === null) resolve();
        else connection.login({ credentials: { ...login } }, after(resolve));
      }),
    );
  });
}

/** The meaning of a failure; the server's own text may hold addresses, so only its code is told. */
function toMailError(error: unknown, begun: boolean): UpshotError {
  const code = responseCodeOf(error);
  const options = { cause: error };
  if (code !== null && code >= 500)
    return new UpshotError('mail_refused', `the mail server answered ${code}`, options);
  if (code !== null) return new UpshotError('mail_failed', `the mail server answered ${code}`, options);
  if (begun)
    return new UpshotError('unknown_outcome', 'the answer to the message was lost; it may arrive', options);
  if (isOfMessage(error))
    return new UpshotError('mail_refused', 'the message cannot be sent as it is', options);
  return new UpshotError('mail_failed', 'the mail server could not be reached', options);
}

function responseCodeOf(error: unknown): number | null {
  const known =
    typeof error === 'object' && error !== null && 'responseCode' in error ? error.responseCode : null;
  return typeof known === 'number' ? known : null;
}

const isOfMessage = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  /^(EENVELOPE|EMESSAGE)$/.test(String(error.code));
