// The pictures of README: the form, a receipt and an email. HONORED_IMAGES names the folder that they are written to:
// HONORED_IMAGES=docs/images tests/browser/run images

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { House } from './house.mjs';

const FOLDER = process.env.HONORED_IMAGES;
const SIZE = { width: 480, height: 640, scale: 2 };

let house;
before(async () => {
  house = await House.open();
  if (FOLDER) mkdirSync(FOLDER, { recursive: true });
});
after(() => house.close());

/** Takes a picture of the top of the page. Without a folder it is only taken. */
async function picture(page, name) {
  const png = await page.screenshot({ path: FOLDER && join(FOLDER, `${name}.png`) });
  assert.ok(png.length > 10_000, `${name} is an empty page`);
}

test('the form, the receipt and the email of an opt-out can be pictured', async () => {
  const page = await house.browser.page(SIZE);
  await house.visit('/', page);
  await picture(page, 'form');
  await house.ask({ email: 'ana@example.com' }, page);
  await picture(page, 'receipt');
  const { html } = await house.system.letterTo('ana@example.com');
  await page.setContent(html);
  await picture(page, 'email');
});
