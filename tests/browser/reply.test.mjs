// Links in letters, in a browser without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { House, focused, said, send } from './house.mjs';

let house;
before(async () => {
  house = await House.open();
});

test('a deletion is confirmed with the keyboard alone, and once', async () => {
  await house.ask({ right: 'delete', email: 'ana@example.com' });
  const page = await house.follow('confirm', 'ana@example.com', await house.browser.page());
  assert.equal(await page.locator('h1').innerText(), 'Confirm that it was you');
  while ((await focused(page)) !== 'send') await page.keyboard.press('Tab');
  await send(page, () => page.keyboard.press('Enter'));
  assert.equal(await page.locator('h1').innerText(), 'You have confirmed it');
  await page.getByRole('link', { name: 'See where your request stands' }).click();
  assert.match(await said(page, 'You asked'), /^Delete/);
  await house.follow('confirm', 'ana@example.com', page);
  assert.equal(await page.locator('h1').innerText(), 'You have confirmed it');
  assert.equal(await page.locator('button').count(), 0, 'there is nothing left to press');
});

test('a choice is undone in two steps, from two letters', async () => {
  await house.ask({ email: 'bo@example.com' });
  const page = await house.follow('undo', 'bo@example.com');
  await send(page);
  assert.equal(await page.locator('h1').innerText(), 'We have sent you a letter');
  await house.follow('opt-in', 'bo@example.com');
  await send(page);
  assert.equal(await page.locator('h1').innerText(), 'This choice has ended');
  assert.match(await page.locator('.panel').innerText(), /b\*\*\*@example\.com/);
});

test('a link that was not copied whole shows the ways that work', async () => {
  const page = await house.visit('/reply/confirm/0000-0000-0000/1.1.x');
  assert.match(await page.title(), /^Error: /);
  for (const path of ['/', '/status']) assert.ok(await page.locator(`main a[href="${path}"]`).isVisible());
});

test('neither browser nor system complained about the links, and the system ended', () => house.close());

after(() => house.system.child.kill('SIGKILL'));
