// What a kill and a clean stop leave in the table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser } from './browser.mjs';
import { referenceOn, send } from './app.mjs';
import { System, dataFolder } from './system.mjs';

test('after a kill the receipt is found, and its email was sent exactly once', async (t) => {
  const folder = dataFolder();
  const browser = await Browser.open();
  let system = await System.start(folder);
  t.after(async () => {
    await browser.close();
    await system.kill();
    folder.remove();
  });
  const page = await browser.page();

  await optOut(page, system, 'quin@example.com');
  await system.emailTo('quin@example.com'); // The sender has just been there: the next email is still owed when we kill.
  const { reference, status_url: link } = await optOutByProgram(system, 'ray@example.com');
  await system.kill();

  // On a slow machine the sender may have claimed the email before the kill. In an hour every claim has expired.
  system = await System.start(folder, [], ['--pass', '1h']);
  await page.goto(system.url + new URL(link).pathname);
  assert.equal(await referenceOn(page), reference);
  await page.goto(`${system.url}/status`);
  await page.fill('#reference', reference);
  await page.fill('#contact', 'ray@example.com');
  await send(page);
  assert.equal(await referenceOn(page), reference);

  await system.emailTo('ray@example.com');
  await optOut(page, system, 'sue@example.com');
  await system.emailTo('sue@example.com'); // Had the email been owed twice, it would have left before this one.
  const emails = await lettersToPersons(system);
  assert.deepEqual(emails, ['quin@example.com', 'ray@example.com', 'sue@example.com']);
  assert.deepEqual(browser.complaints, []);
});

test('Ctrl-C ends the system cleanly within five seconds, with a page open and emails on their way', async (t) => {
  const folder = dataFolder();
  const browser = await Browser.open();
  let system = await System.start(folder);
  t.after(async () => {
    await browser.close();
    await system.kill();
    folder.remove();
  });
  await optOut(await browser.page(), system, 'tom@example.com');
  const people = Array.from({ length: 10 }, (_, n) => `person-${n}@example.com`);
  await Promise.all(people.map((email) => optOutByProgram(system, email)));
  await system.emailTo(people[0]); // The rest is on its way.

  const { code, signal, after } = await system.end();
  assert.deepEqual({ code, signal }, { code: 0, signal: null });
  assert.ok(after < 5000, `${after} ms`);
  assert.match(system.said, /Your data is in /);
  assert.equal(system.complaints, '');

  system = await System.start(folder);
  for (const email of people) await system.emailTo(email);
  await optOutByProgram(system, 'uma@example.com');
  await system.emailTo('uma@example.com');
  const emails = (await lettersToPersons(system)).sort();
  assert.deepEqual(emails, [...people, 'tom@example.com', 'uma@example.com']);
});

/** Returns the addresses that got emails, without the example partner's. */
async function lettersToPersons(system) {
  const all = (await system.emails()).map((email) => email.to);
  // The sweeper's digest to staff and the notification of a partner aren't for people.
  return all.filter((to) => !['privacy@mail-house.example', 'staff@example.com'].includes(to));
}

async function optOut(page, system, email) {
  await page.goto(system.url);
  await page.fill('#email', email);
  await send(page);
}

async function optOutByProgram(system, email) {
  const body = JSON.stringify({ right: 'opt_out', email });
  const answer = await fetch(`${system.url}/requests`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  assert.equal(answer.status, 201);
  return answer.json();
}
