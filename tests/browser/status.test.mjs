// The outbox, the status page and the lookup, in a browser without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestApp, expectFocus, referenceOn, said, send } from './app.mjs';

const UNKNOWN = '1KX1-NBJB-83XB'; // well formed, its check character too

let app;
before(async () => {
  app = await TestApp.open();
});

test('the email is on the outbox page, and its link opens the status page', async () => {
  const receipt = await app.ask({ email: 'kim.lee@example.com', name: 'Kim Lee' });
  const [reference, path] = [await referenceOn(receipt), new URL(receipt.url()).pathname];
  const sent = await app.system.emailTo('kim.lee@example.com');
  assert.ok(sent.text.includes(reference) && !sent.text.includes('Kim Lee'));
  const outbox = await app.visit('/outbox');
  const email = outbox.locator('article', { hasText: reference });
  assert.match(await email.innerText(), /kim\.lee@example\.com/);
  await email.locator('pre a').first().click();
  await outbox.waitForURL(`**${path}.*`);
  assert.equal(await referenceOn(outbox), reference);
  assert.match(await said(outbox, 'Status'), /^In effect/);
});

test('nobody but the reader keeps, lists or passes on a status page', async () => {
  const page = await app.visit('/', await app.browser.page());
  await page.fill('#email', 'lou@example.com');
  const headers = (await send(page)).headers();
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['x-robots-tag'], 'noindex');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.match(headers['content-security-policy'], /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; /);
  assert.deepEqual(await page.context().cookies(), []);
});

test('a lookup by reference and contact finds the request, however they are written', async () => {
  const reference = await referenceOn(await app.ask({ email: 'mia@example.com', phone: '916 555 0177' }));
  const written = [
    [reference, 'mia@example.com'],
    [reference.toLowerCase().replaceAll('-', ' '), ' Mia@Example.com'],
    [reference.replaceAll('-', ''), '(916) 555-0177'],
  ];
  for (const [typed, contact] of written) {
    const { page, answer } = await lookUp(typed, contact);
    assert.equal(answer.status(), 200, typed);
    assert.match(new URL(page.url()).pathname, /^\/status\/.+\//, 'the address can be kept');
    assert.equal(await referenceOn(page), reference);
    assert.match(await said(page, 'Applies to'), /^m\*\*\*@example\.com/);
  }
});

test('a wrong pair and an unknown reference get the same neutral page', async () => {
  const reference = await referenceOn(await app.ask({ email: 'noa@example.com' }));
  const pages = new Set();
  for (const [typed, contact] of [[reference, 'oda@example.com'], [UNKNOWN, 'noa@example.com']]) {
    const { page, answer } = await lookUp(typed, contact);
    assert.equal(answer.status(), 404);
    pages.add(await answer.text());
    assert.match(await page.title(), /^Error: /);
    await expectFocus(page, 'errors');
    assert.equal(await page.locator('main > *').first().locator('h2').innerText(), 'We could not find a request with these details');
  }
  assert.equal(pages.size, 1, 'the page tells whether a request exists');
});

test('an empty or malformed lookup names the field to correct', async () => {
  const reference = await referenceOn(await app.ask({ email: 'pia@example.com' }));
  for (const [typed, contact] of [['?', ''], [reference, '']]) {
    const { page, answer } = await lookUp(typed, contact);
    assert.equal(answer.status(), 422);
    assert.match(await page.title(), /^Error: /);
    await expectFocus(page, 'errors');
  }
});

test('the lookup’s error summary leads to its fields', async () => {
  const { page } = await lookUp('?', '?');
  for (const field of ['reference', 'contact']) {
    await page.locator(`.summary a[href="#${field}"]`).click();
    await expectFocus(page, field);
  }
});

test('a request to delete shows when it will be answered, and that nothing is in force yet', async () => {
  const page = await app.ask({ right: 'delete', email: 'pia@example.com' });
  assert.equal(await page.locator('h1').innerText(), 'We received your request');
  assert.match(await page.locator('.lead').innerText(), /We are sending an email to p\*\*\*@example\.com/);
  assert.match(await said(page, 'We will respond by'), /\d{4}/);
  assert.equal(await page.locator('dt', { hasText: 'In effect since' }).count(), 0);
});

test('a page that does not exist shows the ways that do', async () => {
  const page = await app.visit('/status/0000-0000-0000/1.nothing');
  assert.match(await page.title(), /^Error: /);
  for (const path of ['/', '/status']) assert.ok(await page.locator(`main a[href="${path}"]`).isVisible());
});

test('neither browser nor system complained about the status, and the system ended', () => app.close());

after(() => app.system.child.kill('SIGKILL'));

async function lookUp(reference, contact) {
  const page = await app.visit('/status');
  await page.fill('#reference', reference);
  await page.fill('#contact', contact);
  return { page, answer: await send(page) };
}
