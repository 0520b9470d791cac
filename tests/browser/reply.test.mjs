// Links in emails, in a browser without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FOLLOWED, TestApp, focused, said, send } from './app.mjs';

let app;
before(async () => {
  app = await TestApp.open();
});

test('a deletion is confirmed with the keyboard alone, and once', async () => {
  await app.ask({ right: 'delete', email: 'ana@example.com' });
  const page = await app.follow('confirm', 'ana@example.com', await app.browser.page());
  assert.equal(await page.locator('h1').innerText(), 'Confirm that you made this request');
  while ((await focused(page)) !== 'send') await page.keyboard.press('Tab');
  await send(page, () => page.keyboard.press('Enter'));
  assert.equal(await page.locator('h1').innerText(), 'You confirmed this request');
  await page.getByRole('link', { name: 'See the status of your request' }).click();
  assert.match(await said(page, 'You asked'), /^Delete/);
  await app.follow('confirm', 'ana@example.com', page);
  assert.equal(await page.locator('h1').innerText(), 'You confirmed this request');
  assert.equal(await page.locator('button').count(), 0, 'there is nothing left to press');
});

test('a choice is undone in two steps, from two emails', async () => {
  await app.ask({ email: 'bo@example.com' });
  const page = await app.follow('request-opt-in', 'bo@example.com');
  await send(page);
  assert.equal(await page.locator('h1').innerText(), 'We have sent you an email');
  await app.follow('opt-in', 'bo@example.com');
  await send(page);
  assert.equal(await page.locator('h1').innerText(), 'Your opt-out has ended');
  assert.match(await page.locator('.panel').innerText(), /b\*\*\*@example\.com/);
});

//= req: ne-87-1109-2
test('an appeal is made from the link in a refusal, with words or without, and once', async () => {
  const page = await FOLLOWED.appeal(app, await app.browser.page());
  await page.fill('#message', 'The contract ended in March.');
  await send(page);
  assert.equal(await page.locator('h1').innerText(), 'We received your appeal');
  assert.equal(await page.locator('button').count(), 0, 'there is nothing left to press');
});

test('a denied choice is appealed from its email', async () => {
  const page = await FOLLOWED['appeal of a denied choice'](app);
  await send(page);
  assert.match(await page.locator('.panel').innerText(), /We will send you the result by/);
});

test('a wrong code says how many are left, and the fifth locks the link', async () => {
  const page = await FOLLOWED.collect(app);
  for (let left = 4; left > 0; left -= 1) {
    await page.fill('#code', '0000 0000');
    await send(page);
    assert.match(await page.locator('#errors').innerText(), left === 1 ? /once more/ : new RegExp(`${left} more times`));
  }
  await page.fill('#code', '0000 0000');
  await send(page);
  assert.equal(await page.locator('h1').innerText(), 'Too many wrong codes were entered');
});

test('a question is answered in the person’s own words', async () => {
  const page = await FOLLOWED.answer(app);
  assert.equal(await page.locator('blockquote').innerText(), 'Do you write for yourself?');
  await send(page);
  assert.match(await page.title(), /^Error: /);
  await page.fill('#message', 'For my mother.');
  await send(page);
  assert.equal(await page.locator('h1').innerText(), 'We received your answer');
});

test('a choice ends for the address that confirmed it, and its status says for what it stays in force', async () => {
  const page = await FOLLOWED['opt-in'](app);
  await send(page);
  assert.match(await page.locator('.panel').innerText(), /It stays in effect for everything else that the request named/);
  await page.getByRole('link', { name: 'See the status of your request' }).click();
  assert.equal(await page.locator('h1').innerText(), 'Opt-Out Request Honored');
  assert.doesNotMatch(await said(page, 'Applies to'), /@/);
});

test('a link that was not copied whole shows the ways that work', async () => {
  const page = await app.visit('/requests/0000-0000-0000/confirm/1.1.x');
  assert.match(await page.title(), /^Error: /);
  for (const path of ['/', '/status']) assert.ok(await page.locator(`main a[href="${path}"]`).isVisible());
});

test('neither browser nor system complained about the links, and the system ended', () => app.close());

after(() => app.system.child.kill('SIGKILL'));
