// A week of a privacy officer, in a browser without JavaScript: every step is a page and a form that a person sees.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TestApp, send } from './app.mjs';
import { until } from './system.mjs';

const IMAGES = process.env.HONORED_IMAGES;
const ANA = 'ana@example.org';

let app;
let page;
before(async () => {
  app = await TestApp.open();
  page = await app.browser.page({ width: 1280, height: 900 });
  const [link] = await until(() => app.system.said.match(/http:\S+\/desk\/sign-in\/link\S+/), 'the sign-in link is printed');
  await page.goto(link);
});
after(() => app.close());

const text = () => page.locator('main').innerText();
const opened = (reference) => app.visit(`/desk/requests/${reference}`, page);

/** Takes a picture for the documentation, if HONORED_IMAGES is set. */
async function picture(name) {
  if (!IMAGES) return;
  mkdirSync(IMAGES, { recursive: true });
  await page.screenshot({ path: join(IMAGES, `desk-${name}.png`) });
}

/** Fills in the form of an action on the open request, and sends it. */
async function act(action, fields = {}) {
  const form = page.locator(`details[data-action=${action}]`);
  await form.locator('summary').first().press('Enter');
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`#${action}-${name}`);
    if ((await field.evaluate((one) => one.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await send(page, () => form.locator(`form[action$="/actions/${action}"] button`).first().press('Enter'));
  assert.match(page.url(), new RegExp(`done=${action}`), await text());
}

/** Returns the numbers of a list of requests. */
async function size(view) {
  await app.visit('/desk', page);
  const href = view === 'replies' ? 'a[href="/desk/inbox"]' : `a[href*="view=${view}"]`;
  return Number(await page.locator(`nav.views ${href} .count`).innerText());
}

/** Moves the clock ahead, and does what each day requires. */
async function pass(time) {
  const answer = await fetch(`${app.system.url}/outbox/pass`, { method: 'POST', body: new URLSearchParams({ time }), redirect: 'manual' });
  assert.equal(answer.status, 303);
}

test('on Monday five messages are reviewed, each in at most three actions', async () => {
  const unclear = ['Ann', 'Ben', 'Cat', 'Dan', 'Eve'];
  for (const name of unclear) {
    await app.system.write(`${name.toLowerCase()}@example.org`, `You sell what you know about people, and my sister got letters. What could one do about that? ${name}`);
    await app.system.emailTo(`${name.toLowerCase()}@example.org`);
  }
  assert.equal(await size('to_review'), 5);
  for (let left = 5; left > 0; left -= 1) {
    await app.visit('/desk?view=to_review', page);
    await page.locator('tbody th a').first().press('Enter'); // the first action
    await page.waitForURL(/\/desk\/requests\//);
    assert.ok(await page.locator('mark').count(), 'words are marked');
    if (left === 1) await act('not_a_request', { why: 'She only asks how it works.' });
    else await send(page, () => page.locator('form.suggestion button').first().press('Enter')); // the second
  }
  assert.equal(await size('to_review'), 0);
});

let reference;
test('on Tuesday a caller is found by what she says, and her words are written down', async () => {
  reference = await app.system.ask({ right: 'delete', email: ANA, name: 'Ana Đặng', state: 'CA' });
  await app.visit('/desk/search', page);
  await page.selectOption('select[name=by]', 'name');
  await page.fill('[name=value]', 'dang ana');
  await send(page, () => page.locator('main form button').first().press('Enter')); // the first action
  await picture('search');
  await send(page, () => page.getByRole('link', { name: reference }).press('Enter')); // the second
  assert.match(await text(), /Ana Đặng/);
  await act('note', { note: 'She called: the account is from 2019.' });
  assert.match(await text(), /the account is from 2019/);
});

test('on Tuesday she is asked, answers by email, and her answer is read', async () => {
  await act('write', { text: 'Which of your two accounts is it?' });
  await app.system.emailTo(ANA, 'Which of your two accounts');
  await app.system.write(ANA, `About ${reference}: the one with my address in Fresno.`);
  await until(async () => (await size('replies')) === 1, 'the reply is on its list');
  await opened(reference);
  assert.match(await page.locator('.thread li.in').innerText(), /Unread[\s\S]*Fresno/);
  await send(page, () => page.getByRole('button', { name: 'Mark as read' }).press('Enter'));
  assert.equal(await size('replies'), 0);
});

test('on Wednesday one request is extended and another one denied', async () => {
  await opened(reference);
  await act('verify', { method: 'matched' });
  await act('extend', { reason: 'Our archive is on tapes.' });
  await app.system.emailTo(ANA, 'Our archive is on tapes.');
  const denied = await app.system.ask({ right: 'delete', email: 'vic@example.org', state: 'VA' });
  await opened(denied);
  await act('verify', { method: 'matched' });
  await act('respond', { response: 'denied', basis: 'lawful_exception', explanation: 'Your contract runs until May.' });
  const appeal = await app.browser.page();
  await app.follow('appeal', 'vic@example.org', appeal);
  await appeal.fill('#message', 'The contract ended in March.');
  await send(appeal);
  // The appellant's words are in the conversation, unread.
  await opened(denied);
  assert.match(await page.locator('.thread li.in').innerText(), /Unread[\s\S]*ended in March/);
  await send(page, () => page.getByRole('button', { name: 'Mark as read' }).press('Enter'));
  await act('decide_appeal', { decision: 'upheld', words: 'You are right. We delete it now.' });
  await app.system.emailTo('vic@example.org', 'We delete it now.');
});

test('on Thursday a copy is given only after it was checked', async () => {
  const copy = await app.system.ask({ right: 'know', email: 'kit@example.org' });
  await opened(copy);
  await act('verify', { method: 'matched' });
  const form = page.locator('details[data-action=respond]');
  await form.locator('summary').first().press('Enter');
  await page.selectOption('#respond-response', 'granted');
  await page.fill('#respond-delivery-elsewhere', 'By registered mail.');
  await send(page, () => form.locator('form[action$="/actions/respond"] button').first().press('Enter'));
  assert.match(await text(), /Check the copy first/);
  await page.selectOption('#respond-copy_checked', 'true');
  await send(page, () => form.locator('form[action$="/actions/respond"] button').first().press('Enter'));
  assert.match(page.url(), /done=respond/);
});

test('the week after, a partner that never answered is settled for two people at once', async () => {
  for (const email of ['oda@example.org', 'pia@example.org']) await app.system.ask({ right: 'opt_out', email });
  await app.system.emailTo('privacy@mail-house.example');
  await pass('6d');
  const emails = await app.system.emails();
  const reminders = emails.filter(({ to, subject }) => to === 'privacy@mail-house.example' && subject.startsWith('Reminder: '));
  assert.ok(reminders.length >= 2, 'the partner was reminded');
  await app.visit('/desk/partners', page);
  await picture('partners');
  const all = page.locator('details[data-action=all]');
  await all.locator('summary').press('Enter');
  await all.locator('input[name=why]').fill('They called: all of it is done.');
  await send(page, () => all.getByRole('button', { name: 'All are done or not needed' }).press('Enter'));
  assert.match(await text(), /Done for \d+, refused by 0/);
  assert.equal(await page.locator('article').count(), 0, 'nothing is left');
});

test('a letter is answered on paper', async () => {
  await app.visit('/desk/new', page);
  await page.selectOption('#new-channel', 'paper');
  await page.fill('#new-received', '2026-11-10');
  await page.selectOption('#open-right', 'delete');
  await page.fill('#new-person-name', 'Ada Paper');
  await page.fill('#new-person-postal_address', '12 Elm Street\nFresno, CA 93650');
  await send(page, () => page.getByRole('button', { name: 'Record' }).first().press('Enter'));
  assert.match(page.url(), /done=new/, await text());
  await pass('1h');
  await app.visit('/desk/emails?state=manual_delivery', page);
  await page.locator('.list a').first().press('Enter');
  await page.getByRole('link', { name: 'Print it as a letter' }).press('Enter');
  await page.waitForURL(/\/letter$/);
  assert.match(await page.locator('main').innerText(), /Ada Paper\s+12 Elm Street\s+Fresno, CA 93650/);
  await picture('letter');
});

test('at the end of the week a person is erased, and the month is reported', async () => {
  await app.visit('/desk?view=closed', page);
  await page.locator('tbody th a').first().press('Enter');
  await page.waitForURL(/\/desk\/requests\//);
  const closed = new URL(page.url()).pathname;
  await act('erase');
  await app.visit(closed, page);
  assert.match(await text(), /erased/i);
  await app.visit('/desk/reports', page);
  assert.ok(await page.locator('svg').count(), 'a chart');
  assert.ok((await page.locator('table').count()) > 1, 'the same numbers as tables');
  await picture('reports');
});
