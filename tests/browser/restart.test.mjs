// What a cut and an ordered end leave behind.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser } from './browser.mjs';
import { referenceOn, send } from './house.mjs';
import { System, dataFolder } from './system.mjs';

test('after a kill the receipt is found, and its letter was sent exactly once', async (t) => {
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
  await system.letterTo('quin@example.com'); // The sender has just been there: the next letter is still owed when we kill.
  await optOut(page, system, 'ray@example.com');
  await system.kill();
  const [reference, path] = [await referenceOn(page), new URL(page.url()).pathname];

  system = await System.start(folder);
  await page.goto(system.url + path);
  assert.equal(await referenceOn(page), reference);
  await page.goto(`${system.url}/status`);
  await page.fill('#reference', reference);
  await page.fill('#contact', 'ray@example.com');
  await send(page);
  assert.equal(await referenceOn(page), reference);

  await system.letterTo('ray@example.com');
  await optOut(page, system, 'sue@example.com');
  await system.letterTo('sue@example.com'); // Had the letter been owed twice, it would have left before this one.
  const letters = await lettersToPersons(system);
  assert.deepEqual(letters, ['quin@example.com', 'ray@example.com', 'sue@example.com']);
  assert.deepEqual(browser.complaints, []);
});

test('Ctrl-C ends the system cleanly within five seconds, with a page open and letters on their way', async (t) => {
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
  await system.letterTo(people[0]); // The rest is on its way.

  const { code, signal, after } = await system.end();
  assert.deepEqual({ code, signal }, { code: 0, signal: null });
  assert.ok(after < 5000, `${after} ms`);
  assert.match(system.said, /Your data is in /);
  assert.equal(system.complaints, '');

  system = await System.start(folder);
  for (const email of people) await system.letterTo(email);
  await optOutByProgram(system, 'uma@example.com');
  await system.letterTo('uma@example.com');
  const letters = (await lettersToPersons(system)).sort();
  assert.deepEqual(letters, [...people, 'tom@example.com', 'uma@example.com']);
});

/** To whom letters went, but for a partner of the example company. */
async function lettersToPersons(system) {
  const all = (await system.letters()).map((letter) => letter.to);
  return all.filter((to) => to !== 'privacy@mail-house.example');
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
}
