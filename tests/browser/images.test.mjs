// The pictures of the documents: the form, a receipt, and an email in each language. HONORED_IMAGES names their folder:
// HONORED_IMAGES=docs/images tests/browser/run images

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TestApp } from './app.mjs';

const FOLDER = process.env.HONORED_IMAGES;
const SIZE = { width: 480, height: 640, scale: 2 };

let app;
before(async () => {
  app = await TestApp.open();
  if (FOLDER) mkdirSync(FOLDER, { recursive: true });
});
after(() => app.close());

/** Takes a picture of the top of the page, and writes it if HONORED_IMAGES is set. */
async function picture(page, name) {
  const png = await page.screenshot({ path: FOLDER && join(FOLDER, `${name}.png`) });
  assert.ok(png.length > 10_000, `${name} is an empty page`);
}

test('the form, the receipt and the email of an opt-out can be pictured', async () => {
  const page = await app.browser.page(SIZE);
  await app.visit('/', page);
  await picture(page, 'form');
  await app.ask({ email: 'ana@example.com' }, page);
  await picture(page, 'receipt');
  const { html } = await app.system.emailTo('ana@example.com');
  await page.goto('about:blank'); // a page of ours would apply its content security policy to the email
  await page.setContent(html);
  await picture(page, 'email');
});

test('the email of an opt-out in Spanish can be pictured', async () => {
  const headers = { 'content-type': 'application/json', 'accept-language': 'es-MX' };
  const body = JSON.stringify({ right: 'opt_out', email: 'luz@example.com' });
  const answer = await fetch(`${app.system.url}/requests`, { method: 'POST', headers, body });
  assert.equal(answer.status, 201);
  const { html } = await app.system.emailTo('luz@example.com');
  const page = await app.browser.page(SIZE);
  await page.goto('about:blank'); // as above
  await page.setContent(html);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'es');
  await picture(page, 'email-es');
});
