/** The bytes of a message, and the sender's and the server's spelling. */
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import type { Mail } from './mail.ts';
import { composeMail, senderOf } from './mail-message.ts';
import { serverOf } from './smtp.ts';

const sender = { name: 'Upshot', address: 'upshot@example.com' };
const mail: Mail = {
  messageId: '<e1@upshot.example.com>',
  dateMs: Date.UTC(2026, 0, 1),
  to: ['ann@example.com'],
  cc: ['cc@example.com'],
  bcc: ['blind@example.com'],
  subject: 'Grüße',
  html: '<p>ä</p>',
  text: 'ä',
};

describe('composeMail', () => {
  it('makes the same bytes each time', async () => {
    expect(await composeMail(mail, sender)).toEqual(await composeMail(mail, sender));
  });
  it('holds what was asked for, and no blind copy', async () => {
    const bytes = await composeMail(mail, sender);
    expect(await PostalMime.parse(bytes)).toMatchObject({
      messageId: mail.messageId,
      subject: 'Grüße',
      date: '2026-01-01T00:00:00.000Z',
      to: [{ address: 'ann@example.com' }],
      cc: [{ address: 'cc@example.com' }],
      html: expect.stringContaining('<p>ä</p>'),
      text: expect.stringContaining('ä'),
    });
    expect(bytes.toString()).not.toContain('blind@example.com');
  });
  it('differs in its boundaries from mail to mail', async () => {
    const other = await composeMail({ ...mail, messageId: '<e2@upshot.example.com>' }, sender);
    const boundaryOf = (bytes: Buffer) => /boundary="([^"]+)"/.exec(bytes.toString())?.[1];
    expect(boundaryOf(other)).not.toBe(boundaryOf(await composeMail(mail, sender)));
  });
  it.each(['a\r\nBcc: evil@example.com', 'a\nX: y', 'a\0b', 'a\u2028b'])(
    'keeps subject %j in its line',
    async (subject) => {
      const { headers } = await PostalMime.parse(await composeMail({ ...mail, subject }, sender));
      expect(headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining(['bcc']));
      expect(headers.map(({ key }) => key)).not.toContain('x');
    },
  );
  it('sends plain text alone where there is no HTML', async () => {
    const bytes = await composeMail({ ...mail, html: null }, sender);
    expect(bytes.toString()).toContain('Content-Type: text/plain');
    expect(bytes.toString()).not.toContain('multipart');
  });
});

describe('senderOf', () => {
  it.each([
    ['Upshot <a@example.com>', { name: 'Upshot', address: 'a@example.com' }],
    ['"Up, shot" <a@example.com>', { name: 'Up, shot', address: 'a@example.com' }],
    ['<a@example.com>', { name: '', address: 'a@example.com' }],
    ['a@example.com', { name: '', address: 'a@example.com' }],
  ])('reads %j', (text, read) => {
    expect(senderOf(text)).toEqual(read);
  });
  it.each(['', 'Upshot', 'a@b@c', 'a b@c', '<a@b'])('refuses %j', (text) => {
    expect(() => senderOf(text)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});

describe('serverOf', () => {
  it.each([
    ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, secure: false, login: null }],
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, secure: false, login: null }],
    [
      'smtps://us%40er:p%3Aw@mail.example.com',
      { host: 'mail.example.com', port: 465, secure: true, login: { user: 'us@er', pass: 'p:w' } },
    ],
  ])('reads %s', (text, server) => {
    expect(serverOf(text)).toEqual(server);
  });
  it.each(['http://x', 'smtp://', 'x', ''])('refuses %j without repeating it', (text) => {
    expect(() => serverOf(text)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});
