// A partner acknowledges by the link in its email, and the status page shows it, in a browser without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestApp, focused, said, send } from './app.mjs';

const DONE_WITHIN = 60_000; // milliseconds

let app;
before(async () => {
  app = await TestApp.open();
});

//= req: ca-7026-g
test('an opt-out is done when the last partner has pressed its button, and the page says so', async () => {
  const receipt = await app.ask({ email: 'ana@example.com' });
  const { text } = await app.system.emailTo('ana@example.com', '/status/');
  const status = new URL(text.split(/\s+/).find((word) => word.includes('/status/'))).pathname;
  assert.match(await said(receipt, 'Status'), /^In effect/);
  const page = await app.followNotification(await app.browser.page());
  assert.equal(await page.locator('h1').innerText(), 'Confirm that you have done this');
  assert.ok(!(await page.content()).includes('ana@example.com'), 'whom it is about stands in the mail');
  while ((await focused(page)) !== 'send') await page.keyboard.press('Tab');
  await send(page, () => page.keyboard.press('Enter'));
  assert.match(await page.locator('h1').innerText(), /^Thank you/);
  assert.equal(await page.locator('button').count(), 0, 'there is nothing left to press');
  const end = Date.now() + DONE_WITHIN;
  do {
    await app.visit(status, receipt);
    await receipt.waitForTimeout(500);
  } while (!/^Done/.test(await said(receipt, 'Status')) && Date.now() < end);
  assert.match(await said(receipt, 'Status'), /^Done/);
  assert.match(await said(receipt, 'Other companies'), /^2 of 2 confirmed, the last one on /);
  assert.equal(await receipt.locator('h1').innerText(), 'Opt-Out Request Honored');
  assert.ok(await receipt.locator('#setting').isChecked(), 'the choice as it stands (11 CCR § 7026(g))');
  const email = await app.system.emailTo('ana@example.com', 'All 2 confirmed');
  assert.match(email.subject, /^Opt-Out Request Honored/);
});

test('what the partner that takes webhooks was told names nobody', async () => {
  const told = await (await fetch(`${app.system.url}/example-partner`)).json();
  assert.equal(told.length, 1);
  assert.equal(told[0].type, 'privacy.opt_out');
  assert.ok(!JSON.stringify(told).includes('ana@'));
});

test('neither browser nor system complained about partners, and the system ended', () => app.close());

after(() => app.system.child.kill('SIGKILL'));
