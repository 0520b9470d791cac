// The desk: sign-in through a real issuer, the work of a privacy officer, keyboard and accessibility.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TestApp } from './app.mjs';
import { CLIENT, CLIENT_SECRET, Issuer } from './issuer.mjs';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const IMAGES = process.env.HONORED_IMAGES;

let app;
let issuer;
let page;
before(async () => {
  issuer = await Issuer.start();
  app = await TestApp.open([`DESK_ISSUER=${issuer.url}`, `DESK_CLIENT_ID=${CLIENT}`, `DESK_CLIENT_SECRET=${CLIENT_SECRET}`, 'ROLES=configure=group:privacy']);
  issuer.admit(app.system.url);
  page = await app.browser.page({ width: 1280, height: 900, scripted: true });
});
after(async () => {
  await app.browser.close();
  await app.system.end();
  app.folder.remove();
  await issuer.stop();
});

const heading = () => page.locator('h1').textContent();

test('a person without a role gets no session', async () => {
  issuer.next = 'eve';
  const other = await app.browser.page({ width: 800, height: 600 });
  await app.visit('/desk', other);
  assert.match(await other.locator('h1').textContent(), /no role/);
  await app.visit('/desk/me', other);
  assert.match(await other.locator('h1').textContent(), /no role/);
  issuer.next = 'ana';
});

test('staff sign in at their issuer, return to their page, and a replayed answer opens nothing', async () => {
  const answers = [];
  page.on('request', (request) => request.url().includes('/desk/sign-in/done') && answers.push(request.url()));
  await app.visit('/desk?view=closed', page);
  assert.equal(await heading(), 'Requests: Closed');
  assert.equal(answers.length, 1);
  await page.goto(answers[0]);
  assert.equal(await heading(), 'You could not be signed in');
  const other = await app.browser.page({ width: 800, height: 600 });
  await other.goto(answers[0]);
  assert.equal(await other.locator('h1').textContent(), 'You could not be signed in');
  await app.visit('/desk/me', page);
  assert.match(await page.locator('main').textContent(), /Ana Example/);
});

test('an email is reviewed by keyboard alone in three actions', async () => {
  await app.system.write('ann@example.org', 'You sell what you know about people, and my sister got letters. What could one do about that? Ann');
  await app.system.emailTo('ann@example.org');
  await app.visit('/desk?view=to_review', page);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/desk\/requests\//);
  assert.ok(await page.locator('mark').count(), 'words are marked');
  await page.keyboard.press('a');
  await page.keyboard.press('Enter');
  await page.waitForURL(/done=confirm/);
  assert.match(await page.locator('main').textContent(), /The right was confirmed/);
});

test('the shortcuts of one letter can be turned off', async () => {
  await app.visit('/desk/me', page);
  const button = page.locator('#keys-switch');
  await button.press('Enter');
  assert.match(await button.textContent(), /on in this browser/);
  await app.visit('/desk', page);
  await page.keyboard.press('?');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  assert.equal(new URL(page.url()).pathname, '/desk');
  await app.visit('/desk/me', page);
  await button.press('Enter');
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.waitForURL(/\/desk$/);
});

test('requests are selected by keyboard, checked and assigned', async () => {
  await app.system.ask({ right: 'delete', email: 'fay@example.com' });
  await app.visit('/desk?view=to_respond', page);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  assert.equal(await page.locator('input[name=request]:checked').count(), 1);
  await page.locator('details[data-action=bulk] summary').press('Enter');
  await page.selectOption('#bulk-assignee', { label: 'Ana Example' });
  await page.locator('#bulk button').press('Enter');
  assert.match(await page.locator('main').textContent(), /1 of 1 selected requests accept this/);
  await page.getByRole('button', { name: 'Assign: 1 request' }).press('Enter');
  assert.match(await page.locator('main').textContent(), /Done for 1 of 1 requests/);
  await app.visit('/desk?view=mine', page);
  assert.equal(await page.locator('tbody tr').count(), 1);
});

test('staff preview a message, change it and send it', async () => {
  const reference = await app.system.ask({ right: 'delete', email: 'gus@example.com' });
  await app.visit(`/desk/requests/${reference}`, page);
  await page.locator('details[data-action=write] summary').press('Enter');
  await page.fill('#write-text', 'Which of your two accounts is it?');
  await page.locator('details[data-action=write]').getByRole('button', { name: 'Preview the email' }).press('Enter');
  assert.equal(await heading(), 'Preview');
  assert.match(await page.locator('main').textContent(), /gus@example.com/);
  await page.getByRole('button', { name: 'Change it' }).press('Enter');
  assert.equal(await page.inputValue('#write-text'), 'Which of your two accounts is it?');
  await page.locator('details[data-action=write]').getByRole('button', { name: 'Write to the requester' }).press('Enter');
  await page.waitForURL(/done=write/);
  assert.match(await page.locator('.thread').textContent(), /Which of your two accounts is it\?/);
});

test('a role that is taken away at the issuer is gone at the next sign-in', async () => {
  const other = await app.browser.page({ width: 800, height: 600 });
  await app.visit('/desk', other);
  assert.match(await other.locator('h1').textContent(), /Requests/);
  issuer.groups.ana = [];
  await app.visit('/desk/sign-in', other);
  assert.match(await other.locator('h1').textContent(), /no role/);
  issuer.groups.ana = ['privacy'];
});

test('every page of the desk meets WCAG 2.2 AA, light and dark, on a phone and on a desktop', async () => {
  const reference = await app.system.ask({ right: 'delete', email: 'bea@example.com', state: 'VA' });
  await app.system.write('cas@example.org', 'Where is my parcel?');
  const inspected = await app.browser.page({ inspected: true });
  await app.visit('/desk', inspected);
  const states = ['/desk', '/desk?view=closed', '/desk/inbox?list=unopened', '/desk/emails?state=manual_delivery', '/desk/partners', '/desk/law-changes', '/desk/reports', '/desk/metrics', '/desk/search', '/desk/replies', '/desk/new', '/desk/me', `/desk/requests/${reference}`, '/desk/nowhere', '/desk/signed-out'];
  for (const path of states) {
    await app.visit(path, inspected);
    for (const details of await inspected.locator('details').all()) await details.evaluate((one) => (one.open = true));
    for (const width of [360, 1280]) {
      await inspected.setViewportSize({ width, height: 800 });
      for (const colorScheme of ['light', 'dark']) {
        await inspected.emulateMedia({ colorScheme });
        await inspected.addScriptTag({ path: AXE });
        const found = await inspected.evaluate((tags) => axe.run(document, { runOnly: tags }), WCAG);
        const wrong = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
        assert.deepEqual(wrong, [], `${path}, ${width}, ${colorScheme}`);
      }
    }
  }
});

test('the pages that follow a form meet WCAG 2.2 AA', async () => {
  const reference = await app.system.ask({ right: 'delete', email: 'hal@example.com' });
  const inspected = await app.browser.page({ inspected: true });
  const check = async (what) => {
    await inspected.addScriptTag({ path: AXE });
    const found = await inspected.evaluate((tags) => axe.run(document, { runOnly: tags }), WCAG);
    assert.deepEqual(found.violations.map(({ id }) => id), [], what);
  };
  await app.visit(`/desk/requests/${reference}`, inspected);
  await inspected.locator('details[data-action=write] summary').click();
  await inspected.fill('#write-text', 'Hello');
  await inspected.locator('details[data-action=write]').getByRole('button', { name: 'Preview the email' }).click();
  await check('preview');
  await app.visit('/desk', inspected);
  await inspected.locator('input[name=request]').first().check();
  await inspected.locator('details[data-action=bulk] summary').click();
  await inspected.locator('#bulk button').click();
  await check('dry run');
});

test('pictures for the documentation', { skip: !IMAGES }, async () => {
  mkdirSync(IMAGES, { recursive: true });
  await app.visit('/desk', page);
  await page.screenshot({ path: join(IMAGES, 'desk-queue.png') });
  await app.system.write('dan@example.org', 'You sell what you know about people, and my sister got letters. What could one do about that? Dan');
  await app.system.emailTo('dan@example.org');
  await app.visit('/desk?view=to_review', page);
  await page.locator('tr', { hasText: 'd***' }).locator('a').click();
  await page.screenshot({ path: join(IMAGES, 'desk-review.png') });
});
